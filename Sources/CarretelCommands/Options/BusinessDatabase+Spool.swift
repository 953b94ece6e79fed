internal import CarretelStore

extension BusinessDatabase {
    /// The business store of a spool: beside the journal.
    init(spool: String, stateDirectory: String?) {
        self.init(path: (stateDirectory ?? "\(spool)/state") + "/\(Self.fileName)")
    }
}
