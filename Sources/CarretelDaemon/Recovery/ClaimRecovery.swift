internal import CarretelCore
internal import CarretelSpool
internal import CarretelStore
internal import CarretelSystem
internal import Logging

/// What may be half done about the latest claims.
///
/// A power cut can roll a claim back: the journal has the job, but the file stands in `incoming/` again, where it would be
/// taken for a new one. It is recognised by inode, size and time of the very file.
struct ClaimRecovery {
    let recovery: Recovery

    /// Moves such files back into `active/`, under the id that they had.
    func restoreRolledBackClaims(after mark: JobNumber) throws {
        var count = 0
        try forEachClaim(after: mark) { (claim, state) throws(SystemError) in
            if try restore(claim, name: state.name) { count += 1 }
        }
        guard count > 0 else { return }
        recovery.logger.notice(
            "Claims that a power cut had rolled back were recognised", metadata: ["count": "\(count)"])
    }

    /// Moves older results away whose names newer jobs bear: the last daemon may have ended between the acceptance of
    /// the newcomer and that move.
    func supersedeAgain(after mark: JobNumber) throws {
        let publisher = Publisher(layout: recovery.layout, logger: recovery.logger)
        try forEachClaim(after: mark) { (claim, state) throws(SystemError) in
            guard state.state != .ended else { return }
            try publisher.supersede(resultName: state.resultName, older: nil, newcomer: claim.id)
        }
    }

    private func forEachClaim(
        after mark: JobNumber, _ body: (JournalledClaim, JournalledState) throws(SystemError) -> Void
    ) throws {
        var last = mark
        while true {
            let claims = try recovery.journal.claims(after: last, limit: Recovery.batchCount)
            guard let end = claims.last else { return }
            let states = try recovery.journal.states(of: claims.map(\.id))
            let byID = Dictionary(states.map { ($0.id, $0) }) { first, _ in first }
            for claim in claims {
                if let state = byID[claim.id] { try body(claim, state) }
            }
            last = end.number
        }
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
