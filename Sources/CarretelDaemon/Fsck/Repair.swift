internal import CarretelCore
internal import CarretelProcessors
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// `carretel fsck --repair`: rebuilds a journal that is lost or damaged from the files, and does what a start would do
/// to make files and journal agree. Only without a daemon.
package struct Repair {
    let layout: SpoolLayout

    /// Opens a spool to be repaired.
    ///
    /// - Throws: ``Refusal`` when it is not a spool.
    package init(spool: String, stateDirectory: String? = nil) throws {
        do throws(SpoolFailure) {
            layout = try SpoolLayout.create(at: spool, stateDirectory: stateDirectory)
        } catch {
            throw Refusal("\(error)")
        }
    }

    /// Repairs, then checks.
    ///
    /// - Parameter pid: this process, for the lock.
    /// - Returns: the check's report, with what was done in its notes.
    /// - Throws: ``Refusal`` while a daemon serves the spool.
    package func run(pid: Int) throws -> FsckReport {
        let locks: SpoolLocks
        do throws(SpoolFailure) {
            locks = try layout.lockForService(mark: String(pid))
        } catch {
            throw Refusal("\(error)", hint: "Stop the daemon first: a repair needs the spool for itself.")
        }
        let notes = try repair()
        withExtendedLifetime(locks) {}
        var report = try Fsck(layout: layout).check()
        report.notes = notes
        return report
    }

    private func repair() throws -> [String] {
        let catalogue = try BuiltInProcessors.catalogue()
        let parts = try JournalAssembly.parts(layout: layout, catalogue: catalogue)
        let moment = SystemClock.now().wall
        var notes: [String] = []
        let isThere = try isJournalSound(&notes)
        if !isThere { notes += try JournalFiles(layout: layout).moveAside(at: moment) }
        let journal = try Journal.open(
            "\(layout.state.path)/\(Daemon.journalName)", creating: !isThere, parts: parts)
        // A rebuild reads the results, so they have to be in their places.
        try RetiredFiles(layout: layout).settleAll()
        if !isThere { notes += try Rebuild(layout: layout, journal: journal, judge: parts.reread).run() }
        var logger = Logger(label: "carretel") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let recovery = Recovery(
            layout: layout, journal: journal, settings: DispatchSettings(), bootID: try BootID.read(), logger: logger)
        _ = try recovery.run(at: moment)
        let census = try ActiveCensus(layout: layout, journal: journal, logger: logger)
            .run(unendedCount: try journal.unendedCount())
        notes += Self.describe(census)
        try WorkFolder(layout: layout, journal: journal).clear()
        if try journal.makeShrinkable() {
            notes.append("Wrote the journal anew: it can give room back from now on.")
        }
        try journal.close()
        return notes
    }

    private func isJournalSound(_ notes: inout [String]) throws -> Bool {
        do throws(StoreFailure) {
            let reader = try HistoryReader.open("\(layout.state.path)/\(Daemon.journalName)")
            let damage = try reader.damage()
            notes += damage.map { "The journal is damaged: \($0)" }
            return damage.isEmpty
        } catch {
            switch error.code {
            case .missing: return false
            case .corrupt, .foreign:
                notes.append("The journal is damaged: \(error)")
                return false
            default: throw error
            }
        }
    }

    private static func describe(_ census: ActiveCensus.Findings) -> [String] {
        var notes: [String] = []
        if census.restored > 0 {
            notes.append("Wrote \(census.restored) missing files of active/ again from the journal.")
        }
        if census.retired > 0 { notes.append("Moved \(census.retired) files of ended jobs out of active/.") }
        if !census.unknown.isEmpty {
            notes.append("\(census.unknown.count) files in active/ are unknown; the next start claims them anew.")
        }
        return notes
    }
}
