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
            Types.self, Schema.self, Init.self, FsckCommand.self, Worker.self,
        ])

    package init() {}
}
