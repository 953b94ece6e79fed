internal import CarretelCore

/// Says when the journal's file has been shrunk: SQLite cuts it off when the log has been copied into it, which on a quiet
/// daemon nothing else would bring about.
struct ShrinkWatch {
    private var isGivingBack = false

    /// Notes an answer of the journal; true for the last step, when any gave something back.
    mutating func isOver(with answer: JournalReply) -> Bool {
        guard case .chore(.done(let report), _) = answer else { return false }
        if report.bytes > 0 { isGivingBack = true }
        guard report.isDone, isGivingBack else { return false }
        isGivingBack = false
        return true
    }
}
