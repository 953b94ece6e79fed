internal import ArgumentParser
internal import CarretelSystem

/// Where the spool is: `--spool`, else CARRETEL_SPOOL, else `./spool`.
struct SpoolOption: ParsableArguments {
    static let variable = "CARRETEL_SPOOL"
    static let standard = "./spool"

    @Option(name: .customLong("spool"), help: "The spool folder (default: $CARRETEL_SPOOL, else ./spool).")
    var given: String?

    /// The folder's path.
    var path: String {
        if let given { return given }
        let environment = ThisProcess.environment[Self.variable] ?? ""
        return environment.isEmpty ? Self.standard : environment
    }
}
