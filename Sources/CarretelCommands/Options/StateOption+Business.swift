internal import CarretelStore

extension StateOption {
    /// The business store of the spool, which is in the state folder.
    func businessStore() async throws -> BusinessDatabase {
        BusinessDatabase(spool: spool.path, stateDirectory: try await stateDirectory())
    }
}

extension BusinessDatabase {
    /// The business store of a spool: beside the journal.
    init(spool: String, stateDirectory: String?) {
        self.init(path: (stateDirectory ?? "\(spool)/state") + "/\(Self.fileName)")
    }
}
