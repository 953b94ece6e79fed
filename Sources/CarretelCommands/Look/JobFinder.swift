internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Finds jobs in the journal as people name them: by NAME, id, or the ending of an id.
struct JobFinder: Sendable {
    /// Nil in a spool that was never served.
    let history: HistoryReader?

    /// Opens the journal; nil when this user may not read it.
    static func open(_ state: StateOption) async throws -> JobFinder? {
        do {
            return JobFinder(history: try await state.open().history())
        } catch let failure as SpoolFailure where failure.cause?.code == SystemError.Code.accessDenied {
            return nil
        }
    }

    /// The jobs that are meant: those that have not ended, else the latest. A whole id goes before a NAME, and a NAME
    /// before an ending.
    func find(_ text: String) throws(StoreFailure) -> [JobRecord] {
        guard let history else { return [] }
        for selector in Self.selectors(text) {
            let found = try history.show(selector)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// What a text may mean, the likeliest first.
    static func selectors(_ text: String) -> [JobSelector] {
        var selectors: [JobSelector] = []
        if let id = JobID(text: text) { selectors.append(.id(id)) }
        selectors.append(.name(text))
        if text.lowercased().hasSuffix(".json") { selectors.append(.name(String(text.dropLast(5)))) }
        if let ending = JobID.normalizedEnding(text) { selectors.append(.idEnding(ending)) }
        return selectors
    }
}
