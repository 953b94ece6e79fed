/// A file that is left alone, and why: so that nobody waits for a job that will never be.
package struct LeftAloneFile: Sendable, Hashable {
    /// Its name with what is not UTF-8 replaced; not escaped.
    package var name: String
    package var reason: String

    /// Joins the two.
    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// What intake is doing, for `status`.
package struct IntakeStatus: Sendable, Hashable {
    package var mode = WatchMode.polling(reason: "intake has not begun")
    /// Why files are taken only after they stayed unchanged for a while; nil while leases tell who writes.
    package var leaseTrouble: String?
    /// Job files looked at for the first time.
    package var seen = 0
    /// Job files claimed.
    package var claimed = 0
    /// Job files in `incoming/`: counted by the last scan, kept up by events since.
    package var waitingEstimate = 0
    /// Of these, how many were looked at and are not finished.
    package var unfinished = 0
    /// Job files claimed while somebody still writes to them.
    package var claimedUnfinished = 0
    /// How long the longest of the unfinished has been known.
    package var oldestUnfinished: Duration?
    /// The first of the files that are left alone.
    package var leftAlone: [LeftAloneFile] = []
    /// How many files are left alone.
    package var leftAloneCount = 0
    /// A scan of `incoming/` is under way.
    package var isScanning = false
    /// Scans that went through.
    package var completedScans = 0
    /// How often `carretel-watch` was started.
    package var watcherStarts = 0
    /// The last thing that the system refused, if it concerns more than one file.
    package var trouble: String?

    /// Nothing done yet.
    package init() {}
}
