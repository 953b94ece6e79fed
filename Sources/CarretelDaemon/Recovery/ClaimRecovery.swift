internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// Claims that a power cut rolled back: the journal has the job, but the file stands in `incoming/` again, where it
/// would be taken for a new one. Recognised by inode, size and time of the very file.
struct ClaimRecovery {
    let recovery: Recovery

    /// Moves such files back into `active/`, under the id that they had.
    func restoreRolledBackClaims(after mark: JobNumber) throws {
        var last = mark
        var count = 0
        while true {
            let claims = try recovery.journal.claims(after: last, limit: Recovery.batchCount)
            guard let end = claims.last else { break }
            let states = try recovery.journal.states(of: claims.map(\.id))
            let names = Dictionary(states.map { ($0.id, $0.name) }) { first, _ in first }
            for claim in claims {
                if let name = names[claim.id], try restore(claim, name: name) { count += 1 }
            }
            last = end.number
        }
        guard count > 0 else { return }
        recovery.logger.notice(
            "Claims that a power cut had rolled back were recognised", metadata: ["count": "\(count)"])
    }

    private func restore(_ claim: JournalledClaim, name: String) throws(SystemError) -> Bool {
        let layout = recovery.layout
        let active = ActiveFileName(id: claim.id, name: name).fileName
        guard try layout.active.statusIfPresent(of: active) == nil else { return false }
        let incoming = FileName("\(name).json")
        guard try layout.incoming.statusIfPresent(of: incoming)?.identity == claim.file else { return false }
        return try layout.incoming.renameIfPresent(incoming, to: layout.active, as: active)
    }
}
