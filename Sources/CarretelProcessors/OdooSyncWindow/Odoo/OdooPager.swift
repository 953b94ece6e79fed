import CarretelCore

/// Reads all records of a query, page by page, the next page under way while the caller works on one.
///
/// A pager that is let go of cancels what it has under way; ``stop()`` waits for that, too.
struct OdooPager {
    /// A page on its way. Its owner may go away at any time, and then nobody wants it any more.
    private final class Prefetch: Sendable {
        let task: Task<Result<[OdooRecord], OdooFailure>, Never>

        init(_ client: OdooClient, _ query: OdooQuery, after lastID: Int64) {
            // Awaited by `next()` or `stop()`, and cancelled when neither comes.
            task = Task {
                do throws(OdooFailure) {
                    return .success(try await client.page(query, after: lastID))
                } catch {
                    return .failure(error)
                }
            }
        }

        deinit { task.cancel() }
    }

    private enum State {
        case start
        case ahead(Prefetch)
        case ended
    }

    private let client: OdooClient
    private let query: OdooQuery
    private var state = State.start

    /// Prepares reading the query's records; nothing is asked before the first ``next()``.
    init(_ client: OdooClient, _ query: OdooQuery) {
        self.client = client
        self.query = query
    }

    /// The records of the next page by id, ascending; nil after the last page, and after a failure.
    mutating func next() async throws(OdooFailure) -> [OdooRecord]? {
        let prefetch: Prefetch
        switch state {
        case .start: prefetch = Prefetch(client, query, after: 0)
        case .ahead(let ahead): prefetch = ahead
        case .ended: return nil
        }
        state = .ended
        let records = try await withTaskCancellationHandler {
            await prefetch.task.value
        } onCancel: {
            prefetch.task.cancel()
        }.get()
        let isLast = records.count < query.limit
        if !isLast, let last = records.last { state = .ahead(Prefetch(client, query, after: last.id)) }
        return records
    }

    /// Ends reading early: returns when nothing is under way any more.
    mutating func stop() async {
        guard case .ahead(let prefetch) = state else { return }
        state = .ended
        prefetch.task.cancel()
        _ = await prefetch.task.value
    }
}
