internal import ArgumentParser
internal import CarretelWorker

/// `carretel cache`: the answers of upstream systems that are kept to serve again.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Show or drop the answers of upstream systems that are kept to serve again.",
        discussion: """
            Examples:
              carretel cache list
              carretel cache clear                everything is loaded anew
              carretel cache clear clients        only answers with "clients" in their key
            """,
        subcommands: [CacheList.self, CacheClear.self])
}

extension StateOption {
    /// The cache of the spool, which is in the state folder.
    func cacheFolder() async throws -> CacheFolder {
        CacheFolder(spool: spool.path, stateDirectory: try await stateDirectory())
    }
}

extension CacheFolder {
    /// The cache of a spool: `cache/` beside the databases.
    init(spool: String, stateDirectory: String?) {
        self.init(path: (stateDirectory ?? "\(spool)/state") + "/cache")
    }
}
