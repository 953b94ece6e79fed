import CarretelCore

/// Removes what is left of work that is over, and compares files and journal.
struct SpoolReconciliation {
    let work: Housework

    /// First what is safe to mend, then what is not agreed on, which is told and left.
    func run(_ report: inout ActionReport) async throws(FailureReason) {
        var pace = RemovalPace(perSecond: work.settings.deletesPerSecond)
        for leftover in Leftover.allCases {
            work.progress.tell("looking for \(leftover.rawValue)", part: 0.1)
            report.repairs.append(try await mend(leftover, &pace))
        }
        work.progress.tell("comparing files and journal", part: 0.5)
        guard let findings = try work.house.check(isCancelled: work.isCancelled) else { throw .cancelled }
        report.findings = findings
        for finding in findings {
            work.attempt.warn(
                Warning(
                    code: finding.code,
                    message: "\(finding.message)\(finding.count > 1 ? " And \(finding.count - 1) more." : "") "
                        + "\(finding.hint) `carretel fsck` tells all, `carretel fsck --repair` mends what a start "
                        + "does not."))
        }
    }

    private func mend(_ leftover: Leftover, _ pace: inout RemovalPace) async throws(FailureReason) -> RepairReport {
        let now = work.attempt.now.wall
        guard let items = try work.house.look(for: leftover, at: now, isCancelled: work.isCancelled) else {
            throw .cancelled
        }
        var report = RepairReport(leftover: leftover, found: items.count)
        for item in items {
            guard !work.isOver else { throw .cancelled }
            guard !work.isDryRun else {
                report.removed += 1
                report.bytes += item.bytes
                continue
            }
            do throws(FailureReason) {
                switch try work.house.remove(item, leftBy: leftover) {
                case .removed(let files):
                    report.removed += 1
                    report.files += files
                    report.bytes += item.bytes
                    await work.rest(after: files, &pace)
                case .gone: break
                case .inUse: report.inUse += 1
                }
            } catch {
                report.refused += 1
                if report.refused == 1 { work.attempt.warn(Warning(code: "not_removed", message: error.message)) }
            }
        }
        return report
    }
}
