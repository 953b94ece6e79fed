/// The files of a spool as maintenance sees them: what is in each place, oldest first, and how one thing after the other
/// is removed. What is to go and how fast is decided by who asks.
///
/// Every call is short or ends soon after `isCancelled` turns true. Symbolic links are never followed, and what Carretel
/// has not put there is counted and left alone.
package protocol Housekeeping: Sendable {
    /// Looks at a place.
    ///
    /// - Parameters:
    ///   - place: where to look.
    ///   - request: which part of it is wanted.
    ///   - isCancelled: ends the look early.
    /// - Returns: the oldest things of the part, and totals; nil when the look was ended early.
    /// - Throws: transient `storage_failed`.
    func look(
        at place: KeptPlace, _ request: LookRequest, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> KeptView?

    /// Removes one thing that a look has found, unless it is needed or another has taken its name meanwhile.
    ///
    /// - Parameters:
    ///   - item: as the look gave it.
    ///   - place: where that was.
    /// - Returns: what became of it.
    /// - Throws: transient `storage_failed`, for this one thing.
    func remove(_ item: KeptItem, from place: KeptPlace) throws(FailureReason) -> Removal

    /// Looks for what work that is over has left behind, all of it: only crashes leave any.
    ///
    /// - Parameters:
    ///   - leftover: what kind of thing.
    ///   - now: the wall clock; what is younger than ``Leftover/settledAfter`` is not looked for.
    ///   - isCancelled: ends the look early.
    /// - Returns: what may go; nil when the look was ended early.
    /// - Throws: transient `storage_failed`.
    func look(
        for leftover: Leftover, at now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> [KeptItem]?

    /// Removes one thing that was left behind, unless it is needed by now.
    ///
    /// - Parameters:
    ///   - item: as the look gave it.
    ///   - leftover: its kind.
    /// - Returns: what became of it.
    /// - Throws: transient `storage_failed`, for this one thing.
    func remove(_ item: KeptItem, leftBy leftover: Leftover) throws(FailureReason) -> Removal

    /// Holds files and journal against each other and changes nothing; what `carretel fsck` does, without what reads the
    /// whole database at once.
    ///
    /// - Parameter isCancelled: ends the check early.
    /// - Returns: what does not agree, one finding a code; nil when the check was ended early.
    /// - Throws: transient `storage_failed`.
    func check(isCancelled: @escaping @Sendable () -> Bool) throws(FailureReason) -> [HouseFinding]?

    /// Reads the clocks in the light of what the last run has left, so that a wall clock that has jumped forward is seen.
    ///
    /// - Parameters:
    ///   - now: both clocks.
    ///   - keeps: whether the next run is to compare with this one.
    /// - Returns: what this run leaves, or would leave.
    /// - Throws: transient `storage_failed`.
    func clockMark(at now: Now, keeps: Bool) throws(FailureReason) -> ClockMark

    /// Counts the rows that a purge would remove.
    ///
    /// - Parameters:
    ///   - purge: as it would be asked for.
    ///   - now: the wall clock.
    ///   - isCancelled: whether to give up.
    /// - Returns: which rows would go; nil when it gave up.
    /// - Throws: transient `storage_failed`.
    func preview(
        _ purge: JournalPurge, now: Timestamp, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> ChoreReport?

    /// Finds out what a table of the journal holds.
    ///
    /// - Parameters:
    ///   - table: which.
    ///   - counts: whether rows that only a look at all of them can count are wanted.
    ///   - isCancelled: whether to give up.
    /// - Returns: what it holds; nil when it gave up.
    /// - Throws: transient `storage_failed`.
    func survey(
        _ table: JournalTable, counts: Bool, isCancelled: @escaping @Sendable () -> Bool
    ) throws(FailureReason) -> TableSurvey?

    /// How many bytes of the journal's file hold nothing and could be given back as it is.
    ///
    /// - Returns: nil where there is no journal.
    /// - Throws: transient `storage_failed`.
    func spareBytes() throws(FailureReason) -> Int?

    /// Whether a thing that a look has found would not go because somebody needs it.
    ///
    /// - Parameters:
    ///   - item: as the look gave it.
    ///   - place: where that was.
    /// - Returns: false for what is gone too.
    /// - Throws: transient `storage_failed`, for this one thing.
    func isNeeded(_ item: KeptItem, in place: KeptPlace) throws(FailureReason) -> Bool
}

/// A place where files gather.
package enum KeptPlace: String, Sendable, Hashable, CaseIterable {
    case archive, failed, rejected, results, superseded, progress
    case controlDone = "control-done"
    case cache
}

/// What work that is over can leave behind.
package enum Leftover: String, Sendable, Hashable, CaseIterable {
    /// Folders and files in `work/` of jobs that have ended and are published.
    case staging
    /// Copies of large job files in `state/bodies/` of jobs that have ended.
    case bodies
    /// Progress and events of jobs that have ended, where the progress does not say so.
    case progress
    /// Empty day folders of `archive/`.
    case dayFolders = "day-folders"
    /// Files of the cache that no answer is made of.
    case cache

    /// Nothing younger is a leftover: whoever made it may still be at it.
    package static let settledAfter = Duration.seconds(3_600)
}

/// One thing that may go as a whole: a file, or a result with its data.
package struct KeptItem: Sendable, Hashable {
    /// Its path in the place.
    package var name: String
    /// Since when it is there.
    package var since: Timestamp
    package var bytes: Int
    /// Tells it from another that takes its name later.
    package var mark: UInt64

    /// Describes a thing.
    package init(name: String, since: Timestamp, bytes: Int, mark: UInt64 = 0) {
        self.name = name
        self.since = since
        self.bytes = bytes
        self.mark = mark
    }

    /// Where it stands in the order in which things go: the oldest first.
    package var rank: Rank { Rank(since: since, name: name) }

    /// A place in that order.
    package struct Rank: Sendable, Hashable, Comparable {
        package var since: Timestamp
        package var name: String

        package static func < (left: Rank, right: Rank) -> Bool {
            left.since == right.since ? left.name < right.name : left.since < right.since
        }
    }
}

/// Which part of a place is wanted.
package struct LookRequest: Sendable, Hashable {
    /// How many things a look gives at most, so that a place of millions needs little memory.
    package static let standardLimit = 16_384

    /// Only what comes after it; nil begins with the oldest.
    package var after: KeptItem.Rank?
    /// Things since this moment or later are of no interest and need not be looked at; nil for all.
    package var before: Timestamp?
    package var limit: Int
    /// Whether the totals are wanted. Without them a look may end as soon as it has enough, and gives things of the same
    /// moment in any order: for who removes what it gives and then looks again.
    package var counts: Bool

    /// Describes a look; see the members.
    package init(
        after: KeptItem.Rank? = nil, before: Timestamp? = nil, limit: Int = standardLimit, counts: Bool = true
    ) {
        self.after = after
        self.before = before
        self.limit = limit
        self.counts = counts
    }
}

/// What a look found.
package struct KeptView: Sendable, Hashable {
    /// The oldest of the part, in order, at most as many as were asked for.
    package var oldest: [KeptItem]
    /// Whether there are more in the part than these.
    package var hasMore: Bool
    /// All things that were looked at, those before the part too.
    package var count: Int
    package var bytes: Int
    /// Entries that are not Carretel's.
    package var leftAlone: Int

    /// Joins the members.
    package init(oldest: [KeptItem] = [], hasMore: Bool = false, count: Int = 0, bytes: Int = 0, leftAlone: Int = 0) {
        self.oldest = oldest
        self.hasMore = hasMore
        self.count = count
        self.bytes = bytes
        self.leftAlone = leftAlone
    }
}

/// What became of a thing that was to go.
package enum Removal: Sendable, Hashable {
    /// It is gone; so many names were removed for it.
    case removed(files: Int)
    /// It was gone already, or another stands under its name.
    case gone
    /// Somebody needs it.
    case inUse
}

/// Something that files and journal do not agree on.
package struct HouseFinding: Sendable, Hashable {
    /// As `carretel fsck` calls it.
    package var code: String
    package var count: Int
    /// What the first of them is.
    package var message: String
    package var hint: String

    /// Describes a finding.
    package init(code: String, count: Int, message: String, hint: String) {
        self.code = code
        self.count = count
        self.message = message
        self.hint = hint
    }
}
