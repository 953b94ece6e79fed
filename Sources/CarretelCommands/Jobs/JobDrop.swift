internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Puts a job file into `incoming/` as other systems should: written whole under a name that is left alone, then renamed.
struct JobDrop {
    /// A job file that was handed in.
    struct Receipt: Sendable {
        var name: String
        var sha256: ContentHash
        /// The moment before it could be seen.
        var droppedAt: Timestamp
        /// The result that bore the name before, which is not this job's.
        var earlierResult: FileIdentity?
    }

    /// Readable for the service whatever this user's umask; the folder itself keeps everybody else out.
    private static let mode: UInt32 = 0o644

    let doors: SpoolDoors

    /// Hands a file in. Related system calls: openat(2), fdatasync(2), renameat2(2) with RENAME_NOREPLACE.
    ///
    /// - Throws: a ``CommandFailure`` when a file of that NAME waits there; what the system refuses.
    func drop(_ bytes: [UInt8], as name: String) throws -> Receipt {
        var receipt = Receipt(name: name, sha256: Digest.sha256(bytes), droppedAt: SystemClock.now().wall)
        receipt.earlierResult = try doors.results.statusIfPresent(of: FileName("\(name).result.json"))?.identity
        let unfinished = FileName(".\(ThisProcess.id)-\(UInt64.random(in: .min ... .max)).tmp")
        let file = try doors.incoming.openFile(unfinished, .create(mode: 0o600))
        do {
            try file.writeAll(bytes)
            try file.setMode(Self.mode)
            try file.syncData()
            try file.close()
            receipt.droppedAt = SystemClock.now().wall
            try doors.incoming.rename(unfinished, to: doors.incoming, as: FileName("\(name).json"))
        } catch {
            try doors.incoming.unlink(unfinished)
            guard error.isExisting else { throw error }
            throw CommandFailure(
                "A job file \(TerminalText.escape(name)).json waits in incoming/ and was not replaced.",
                hint: "Give another --name, or let that one be taken first.")
        }
        return receipt
    }
}
