internal import CarretelSystem
internal import Logging
internal import ServiceLifecycle

/// A plain thread as a service of a `ServiceGroup`, which starts them in order and stops them in reverse, each awaited
/// before the next: that order is what makes a stop lose nothing.
struct ThreadService: Service {
    /// The exit code after a failure of the disk or the journal (EX_IOERR of sysexits.h).
    static let failureExitCode: Int32 = 74

    let name: String
    let logger: Logger
    let body: @Sendable () throws -> Void
    let stop: @Sendable () -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await runThread()
        } onGracefulShutdown: {
            stop()
        }
    }

    private func runThread() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            do {
                try PlainThread.start(name: name) {
                    runBody()
                    continuation.resume()
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// A thread that fails ends the daemon at once. Everything that matters is in the journal, and going on beside a
    /// failed disk, or waiting for a commit that will not come, could only make it worse.
    private func runBody() {
        do {
            try body()
        } catch {
            logger.critical(
                "The daemon stops because a thread failed; nothing is lost, the next start goes on",
                metadata: ["thread": "\(name)", "error": "\(error)"])
            ProcessSetup.exitNow(Self.failureExitCode)
        }
    }
}
