package import CarretelCore
package import CarretelSystem

/// Private copies of job files that are too large for the journal: `state/bodies/ID.json`, written and synced before the
/// acceptance is committed.
package struct BodyCopies: Sendable {
    private let folder: Directory

    /// Opens the folder in `state`, made when it is missing.
    package init(state: Directory) throws(SystemError) {
        folder = try state.openOrMakeDirectory("bodies", mode: 0o700)
    }

    /// Writes a copy and makes it and its name durable.
    package func write(_ id: JobID, _ bytes: [UInt8]) throws(SystemError) {
        let name = Self.name(of: id)
        // A copy from before a crash may be half written.
        if try folder.statusIfPresent(of: name) != nil { try folder.unlink(name) }
        try folder.writeFile(name, bytes, mode: 0o600, durably: true)
        try folder.sync()
    }

    /// Reads a copy back.
    package func read(_ id: JobID) throws(SystemError) -> [UInt8] {
        try folder.readFile(Self.name(of: id), limit: JSONLimits.jobFileBytes).bytes
    }

    /// Removes a copy. One that stays costs its space until the next start clears it, and nothing else, so a failure is
    /// no reason to stop.
    package func removeIfThere(_ id: JobID) {
        do {
            try folder.unlink(Self.name(of: id))
        } catch {
            return
        }
    }

    private static func name(of id: JobID) -> FileName { FileName("\(id.text).json") }
}
