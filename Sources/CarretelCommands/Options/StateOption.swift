internal import ArgumentParser
internal import CarretelCore
internal import CarretelDaemon
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// A spool as its operators see it, the journal included: for commands that look.
struct StateOption: ParsableArguments {
    @OptionGroup var spool: SpoolOption

    @Option(
        name: .customLong("config"),
        help: """
            The daemon's configuration file, which may move the state folder (default: $CARRETEL_CONFIG, else \
            /etc/carretel/carretel.yaml where there is one).
            """)
    var configurationFile: String?

    /// The state folder when it is not in the spool. The file is only read where there is one, because reading it
    /// takes longer than everything else that `status` does.
    func stateDirectory() async throws -> String? {
        let environment = ThisProcess.environment
        if let folder = environment["CARRETEL_STATE_DIRECTORY"], !folder.isEmpty { return folder }
        guard try file(environment) != nil || Self.hasStandardFile() else { return nil }
        return try await read(environment).stateDirectory
    }

    /// What the configuration adds to a job that is run here. Only the secrets that it needs are read: whoever runs a
    /// job of another type need not be allowed to.
    func provision(for request: JobRequest) async throws -> JobProvision {
        let environment = ThisProcess.environment
        let catalogue = try BuiltInProcessors.catalogue()
        let types = try await read(environment).types
        let system = catalogue.type(named: request.type)?.upstream
        let profiles = try ProfileReader.read(
            file: file(environment), environment: environment, systems: system.map { [$0] } ?? [])
        return JobProvisions(catalogue: catalogue, types: types, profiles: profiles).provision(for: request)
    }

    /// The daemon's configuration, as far as it is no secret.
    func configuration() async throws -> DaemonConfiguration { try await read(ThisProcess.environment) }

    private func read(_ environment: [String: String]) async throws -> DaemonConfiguration {
        try await ConfigurationReader.read(
            file: file(environment), environment: environment, catalogue: try BuiltInProcessors.catalogue())
    }

    private func file(_ environment: [String: String]) -> String? {
        configurationFile ?? environment["CARRETEL_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Opens every folder of the spool.
    func open() async throws -> SpoolLayout {
        try SpoolLayout.open(at: spool.path, stateDirectory: try await stateDirectory())
    }

    private static func hasStandardFile() throws(SystemError) -> Bool {
        let parts = ConfigurationReader.standardFile.split(separator: "/")
        guard let name = parts.last else { return false }
        do throws(SystemError) {
            let folder = try Directory.open(path: "/" + parts.dropLast().joined(separator: "/"))
            return try folder.statusIfPresent(of: FileName(name)) != nil
        } catch  where error.isNotFound {
            return false
        }
    }
}

extension SpoolLayout {
    /// The journal for reading; nil in a spool that was never served.
    func history() throws(StoreFailure) -> HistoryReader? {
        do throws(StoreFailure) {
            return try HistoryReader.open("\(state.path)/\(Daemon.journalName)")
        } catch  where error.code == .missing {
            return nil
        }
    }
}
