import CarretelTestKit

/// A spool of the test's own with a running daemon, and the real program beside it.
struct ServedSpool {
    let path: String
    let server: Server

    /// Starts the daemon in the test's directory, with a file mode creation mask.
    init(mask: String = "022") async throws {
        path = try TemporaryDirectory.current.path("spool")
        server = try await Server.start(spool: path, mask: mask)
    }

    /// Runs the program on the spool.
    func carretel(_ arguments: [String]) async throws -> CommandRun {
        try await CommandRun.carretel(arguments, environment: ["CARRETEL_SPOOL": path])
    }
}
