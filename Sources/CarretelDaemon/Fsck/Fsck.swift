internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem

/// Checks the law (docs/architecture.md): the counter of claims, the rows, and the files say the same.
///
/// Works beside a running daemon, whose motion it tells from damage by looking again: what is under way settles within
/// moments, what is broken stays.
package struct Fsck {
    /// How many rows or files are handled at a time.
    static let batchCount = 1_000
    /// For how long something that looks wrong beside a running daemon is looked at again.
    static let settleLimit = Duration.seconds(30)
    /// Between two looks.
    static let settlePause = Duration.milliseconds(100)

    let layout: SpoolLayout
    /// Asked between two batches.
    private let isCancelled: @Sendable () -> Bool

    init(layout: SpoolLayout, isCancelled: @escaping @Sendable () -> Bool = { false }) {
        self.layout = layout
        self.isCancelled = isCancelled
    }

    /// Opens a spool to be checked.
    ///
    /// - Throws: ``Refusal`` when it is not a spool.
    package init(spool: String, stateDirectory: String? = nil) throws {
        do throws(SpoolFailure) {
            layout = try SpoolLayout.open(at: spool, stateDirectory: stateDirectory)
        } catch {
            throw Refusal("\(error)")
        }
        isCancelled = { false }
    }

    /// Reads everything and changes nothing.
    package func check() throws -> FsckReport {
        var report = FsckReport()
        guard let reader = try openJournal(&report) else { return report }
        for damage in try reader.damage() {
            report.add(.init("journal_damaged", damage, hint: "Stop the daemon and run carretel fsck --repair."))
        }
        guard report.isSound else { return report }
        try count(reader, into: &report)
        try compare(reader, into: &report)
        return report
    }

    /// Reads what can be read in small pieces, for who must end soon when asked to: not the whole database at once, as the
    /// search for damage and the count of all rows do, which keep the journal's log from being written back meanwhile.
    ///
    /// - Returns: nil when it was ended early.
    func checkInPieces() throws -> FsckReport? {
        var report = FsckReport()
        guard let reader = try openJournal(&report) else { return report }
        try weigh(try reader.overview(), into: &report)
        do {
            try compare(reader, into: &report)
        } catch is Interrupted {
            return nil
        }
        return isCancelled() ? nil : report
    }

    /// A check was asked to end early.
    struct Interrupted: Error {}

    private func compare(_ reader: HistoryReader, into report: inout FsckReport) throws {
        let pause: () throws -> Void = { [isCancelled] in if isCancelled() { throw Interrupted() } }
        var doubts = Doubts()
        try RowCheck(layout: layout, reader: reader, pause: pause).run(into: &report, doubts: &doubts)
        try FileCheck(layout: layout, reader: reader, pause: pause).run(into: &report, doubts: &doubts)
        try settle(doubts, reader: reader, into: &report)
    }

    private func openJournal(_ report: inout FsckReport) throws -> HistoryReader? {
        do throws(StoreFailure) {
            return try HistoryReader.open("\(layout.state.path)/\(Daemon.journalName)")
        } catch {
            switch error.code {
            case .missing:
                guard let sign = try SpoolWitness(layout: layout).firstSign() else { return nil }
                report.add(
                    .init(
                        "journal_missing", "There is no journal, but \(sign) shows that jobs were taken.",
                        hint: "Put it back, or run carretel fsck --repair to rebuild it from the files."))
            case .corrupt, .foreign:
                report.add(
                    .init(
                        "journal_damaged", "\(error)", hint: "Run carretel fsck --repair to rebuild it from the files.")
                )
            default:
                throw Refusal("The journal cannot be read: \(error)")
            }
            return nil
        }
    }

    private func count(_ reader: HistoryReader, into report: inout FsckReport) throws {
        let overview = try reader.overview()
        let recount = try reader.recount()
        for difference in recount.differences {
            report.add(.init("counters_differ", difference, hint: "This is a defect of Carretel; please report it."))
        }
        try weigh(overview, into: &report)
    }

    private func weigh(_ overview: JournalOverview, into report: inout FsckReport) throws {
        report.received = overview.received
        report.purged = overview.purged
        guard !overview.holds else { return }
        report.add(
            .init(
                "law_broken",
                "\(overview.received) jobs were received, but \(overview.rows) rows and \(overview.purged) purged make "
                    + "\(overview.rows + overview.purged).",
                hint: "This is a defect of Carretel; please report it."))
    }

    /// Looks again at what looked wrong, for as long as a daemon runs and anything changes.
    private func settle(_ doubts: Doubts, reader: HistoryReader, into report: inout FsckReport) throws {
        var doubts = doubts
        let check = DoubtCheck(layout: layout, reader: reader)
        doubts = try check.remaining(doubts)
        if try layout.isServed() {
            let before = doubts.count
            let deadline = SystemClock.now().monotonic + Self.settleLimit
            while doubts.count > 0, !isCancelled(), SystemClock.now().monotonic < deadline {
                PlainThread.pause(Self.settlePause)
                doubts = try check.remaining(doubts)
            }
            report.underWay += before - doubts.count
        }
        doubts.state(into: &report)
    }
}
