internal import ArgumentParser
internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// `carretel init`: lays out a spool.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lay out a spool: its folders with their modes.",
        discussion: """
            Makes DIR, whose parent must be there, and what is missing in it; what is there stays as it is. `serve` does
            the same for a spool that is missing.

            Examples:
              carretel init spool
              carretel init /srv/carretel --group web    members of `web` may hand jobs in and read results
            """)

    @Argument(help: ArgumentHelp("The spool's folder.", valueName: "dir"))
    var path: String

    @Option(help: "The group, by name or number, whose members may hand jobs in and read results.")
    var group: String?

    func run() throws {
        try CommandFailure.reporting("init") {
            var modes = SpoolModes()
            if let group { modes.writersGroup = try Self.number(of: group) }
            let layout = try SpoolLayout.create(at: path, modes: modes)
            StandardOutput.write(lines: [TerminalText.escape(layout.root.path)])
            StandardError.write("Start the daemon with `carretel serve --spool \(TerminalText.escape(path))`.")
        }
    }

    private static func number(of group: String) throws -> UInt32 {
        do throws(SystemError) {
            return try GroupID.named(group)
        } catch {
            throw CommandFailure("there is no group \(TerminalText.escape(group)): \(error.systemText).")
        }
    }
}
