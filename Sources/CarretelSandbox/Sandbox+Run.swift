package import CarretelCore

extension Sandbox {
    /// Starts one for as long as `body` takes, and stops it whatever comes of that.
    ///
    /// - Parameters:
    ///   - settings: what it holds and how it behaves.
    ///   - clock: what the guards go by; nil for the system's.
    ///   - body: talks to it.
    /// - Throws: what `body` throws, and as ``start(_:clock:)``.
    package static func run(
        _ settings: SandboxSettings = SandboxSettings(), clock: (@Sendable () -> Now)? = nil,
        _ body: (Sandbox) async throws -> Void
    ) async throws {
        let sandbox = try await start(settings, clock: clock)
        do {
            try await body(sandbox)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }
}
