package import ArgumentParser

/// The root of the command line: `carretel VERB …`.
package struct CarretelCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "carretel",
        abstract: "Runs the JSON job files that other systems drop into a folder, and answers in files.",
        discussion: """
            A first job by hand, with `carretel serve` running beside it:

              carretel submit echo --param greeting=hello --wait

            or with nothing but the shell:

              echo '{"type": "echo"}' > /tmp/hello.json
              mv /tmp/hello.json spool/incoming/
              cat spool/outgoing/results/hello.result.json

            Every command takes --spool DIR, or the environment variable CARRETEL_SPOOL, or ./spool.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, StatusCommand.self, Submit.self, Check.self, Process.self, History.self, Show.self, Cancel.self,
            Types.self, Schema.self, ReportCommand.self, CacheCommand.self, Init.self, FsckCommand.self, Worker.self,
        ])

    package init() {}

    /// Parses the command line, runs the command and ends the process when it failed.
    ///
    /// Called on the process's main thread, which is where commands that block are run: Swift's shared pool has a thread
    /// for each core, and the processors of `worker` and `process` need all of them.
    package static func runToEnd() {
        do {
            var command = try parseAsRoot()
            guard let waiting = command as? any AsyncParsableCommand else { return try command.run() }
            try runToEnd(waiting)
        } catch {
            exit(withError: error)
        }
    }

    private static func runToEnd(_ command: any AsyncParsableCommand) throws {
        // Handed over whole to the one task that runs it.
        nonisolated(unsafe) var command = command
        try MainThread.wait { unsafe try await command.run() }
    }
}
