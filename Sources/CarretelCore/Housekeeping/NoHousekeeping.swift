/// No spool to look after: where an attempt is put together without one. Every call fails as `storage_failed`.
package struct NoHousekeeping: Housekeeping {
    /// Looks after nothing.
    package init() {}

    package func look(
        at place: KeptPlace, _ request: LookRequest, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> KeptView? { throw Self.failure }

    package func remove(_ item: KeptItem, from place: KeptPlace) throws(FailureReason) -> Removal {
        throw Self.failure
    }

    package func look(
        for leftover: Leftover, at now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> [KeptItem]? { throw Self.failure }

    package func remove(_ item: KeptItem, leftBy leftover: Leftover) throws(FailureReason) -> Removal {
        throw Self.failure
    }

    package func check(isCancelled: @escaping @Sendable () -> Bool) throws(FailureReason) -> [HouseFinding]? {
        throw Self.failure
    }

    package func clockMark(at now: Now, keeps: Bool) throws(FailureReason) -> ClockMark { throw Self.failure }

    package func preview(
        _ purge: JournalPurge, now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> ChoreReport? { throw Self.failure }

    package func survey(
        _ table: JournalTable, counts: Bool, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> TableSurvey? { throw Self.failure }

    package func spareBytes() throws(FailureReason) -> Int? { throw Self.failure }

    package func isNeeded(_ item: KeptItem, in place: KeptPlace) throws(FailureReason) -> Bool { throw Self.failure }

    private static let failure = FailureReason(
        .transient, code: "storage_failed", message: "There is no spool to look after here.")
}
