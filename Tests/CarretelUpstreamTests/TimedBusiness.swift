import CarretelCore
import Synchronization

/// A real business store that does something at a moment of a job that no frame tells exactly.
final class TimedBusiness: BusinessStore {
    /// When that is.
    enum Moment {
        /// A page of records was taken over.
        case page
        /// A change is handed out.
        case change
    }

    private let store: any BusinessStore
    private let next = Mutex<(moment: Moment, action: @Sendable () -> Void)?>(nil)

    init(_ store: any BusinessStore) {
        self.store = store
    }

    /// Does something, once, at the next such moment.
    func atNext(_ moment: Moment, _ action: @escaping @Sendable () -> Void) {
        next.withLock { $0 = (moment, action) }
    }

    func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        Sync(inner: try store.beginSync(from: source, job: job, at: now), owner: self)
    }

    func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        try store.beginReading(profile: profile)
    }

    private func note(_ moment: Moment) {
        let action = next.withLock { next -> (@Sendable () -> Void)? in
            guard let due = next, due.moment == moment else { return nil }
            next = nil
            return due.action
        }
        action?()
    }

    private struct Sync: BusinessSync {
        let inner: any BusinessSync
        let owner: TimedBusiness

        func takeChanges(
            of table: BusinessTable, _ body: ([UInt8]) throws(FailureReason) -> Void
        ) throws(FailureReason) {
            try inner.takeChanges(of: table) { (line) throws(FailureReason) in
                owner.note(.change)
                try body(line)
            }
        }

        func mark(of table: BusinessTable) throws(FailureReason) -> BusinessMark? { try inner.mark(of: table) }

        func unfinishedWindow(of table: BusinessTable) throws(FailureReason) -> BusinessCursor? {
            try inner.unfinishedWindow(of: table)
        }

        func counts(of table: BusinessTable) throws(FailureReason) -> BusinessCounts { try inner.counts(of: table) }

        func apply(_ page: BusinessPage) throws(FailureReason) -> BusinessCounts {
            defer { owner.note(.page) }
            return try inner.apply(page)
        }

        func finish(_ table: BusinessTable, mark: BusinessMark) throws(FailureReason) {
            try inner.finish(table, mark: mark)
        }

        func identifiers(of table: BusinessTable) throws(FailureReason) -> BusinessIdentifiers {
            try inner.identifiers(of: table)
        }

        func remove(_ ids: [Int64], from table: BusinessTable) throws(FailureReason) -> Int {
            try inner.remove(ids, from: table)
        }

        func keepChanges() throws(FailureReason) { try inner.keepChanges() }
    }
}
