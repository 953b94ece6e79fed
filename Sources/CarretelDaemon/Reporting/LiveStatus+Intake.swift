internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

extension LiveStatus.Intake {
    /// What intake says of itself, as shown.
    init(_ status: IntakeStatus) {
        let (mode, reason): (String, String?) =
            switch status.mode {
            case .events: ("events", status.leaseTrouble)
            case .polling(let reason): ("polling", reason)
            }
        self.init(
            mode: mode, reason: reason, waiting: status.waitingEstimate,
            oldest: status.oldestUnfinished.map { SystemClock.now().wall + (.zero - $0) },
            leftAlone: status.leftAlone.map { "\(TerminalText.escape($0.name)): \($0.reason)" },
            leftAloneCount: status.leftAloneCount)
    }

    /// Whether everything that was there has been taken.
    static func isIdle(_ status: IntakeStatus) -> Bool {
        status.completedScans > 0 && !status.isScanning && status.unfinished == 0 && status.claimedUnfinished == 0
            && status.waitingEstimate == 0
    }
}
