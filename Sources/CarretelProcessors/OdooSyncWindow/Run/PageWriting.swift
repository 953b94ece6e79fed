import CarretelCore

/// A page on its way into the business store, in one transaction. Whoever begins one waits for its end.
struct PageWriting: Sendable {
    private let task: Task<FailureReason?, Never>

    /// Begins to write.
    init(_ page: BusinessPage, _ sync: any BusinessSync) {
        task = Task {
            do throws(FailureReason) {
                _ = try sync.apply(page)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Waits until the page is on disk.
    func end() async throws(SyncStop) {
        if let reason = await task.value { throw .storage(reason) }
    }

    /// Waits, whatever comes of it: for who is failing already.
    func settle() async {
        _ = await task.value
    }
}
