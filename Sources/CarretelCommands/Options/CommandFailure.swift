internal import ArgumentParser
internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Why a command cannot do what it was asked: said on standard error, then the command ends with ``code``.
struct CommandFailure: Error, Sendable {
    /// Exit codes beyond 0 and 1 (docs/operations.md).
    enum Code {
        /// Something is wrong, found or refused.
        static let failed: Int32 = 1
        /// `status`: dead or broken. `serve`: refused.
        static let broken: Int32 = 2
        /// EX_TEMPFAIL of sysexits.h: nobody is there to do it now.
        static let noDaemon: Int32 = 75
    }

    /// What is wrong; safe for a terminal.
    var message: String
    /// How to mend it.
    var hint: String?
    var code: Int32

    /// Describes a failure.
    init(_ message: String, hint: String? = nil, code: Int32 = Code.failed) {
        self.message = message
        self.hint = hint
        self.code = code
    }

    /// Makes words of whatever failed.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let reason as FailureReason:
            self.init(TerminalText.escape(reason.message), hint: reason.hint.map { TerminalText.escape($0) })
        case let failure as SpoolFailure:
            self.init(TerminalText.escape(failure.message), hint: failure.hint)
        case let refusal as Refusal: self.init(TerminalText.escape(refusal.message), hint: refusal.hint)
        case let failure as StoreFailure: self.init(TerminalText.escape(failure.message + Self.cause(failure.cause)))
        default: self.init(TerminalText.escape("\(error)"))
        }
    }

    private static func cause(_ text: String?) -> String {
        text.map { " (\($0))" } ?? ""
    }

    /// Runs the body of a command; a failure is said in the command's name and becomes its exit code.
    static func reporting(_ command: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            try report(error, command)
        }
    }

    /// The same for a body that waits.
    static func reporting(_ command: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            try report(error, command)
        }
    }

    private static func report(_ error: any Error, _ command: String) throws {
        // What the argument parser throws, it says itself.
        if error is ExitCode || error is ValidationError || error is CleanExit { throw error }
        let failure = CommandFailure(error)
        StandardError.write("carretel \(command): \(failure.message)")
        if let hint = failure.hint { StandardError.write(hint) }
        throw ExitCode(failure.code)
    }
}

extension SpoolFailure {
    /// What to try, when the cause says it.
    fileprivate var hint: String? {
        cause?.code == SystemError.Code.accessDenied
            ? "This user may not look there; run the command as the service's user or a member of its group." : nil
    }
}
