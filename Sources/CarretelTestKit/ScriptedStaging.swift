import CarretelCore
import Synchronization

/// The data files of all attempts of one job, in memory. What an attempt leaves is there for the next:
///
///     let first = try ScriptedAttempt(attempt: 1)
///     let second = try ScriptedAttempt(checkpoint: …, staging: first.staging, attempt: 2)
package final class ScriptedStaging: Sendable {
    private struct Place: Hashable {
        var attempt: Int
        var name: String
    }

    private let files = Mutex<[Place: ScriptedDataFile]>([:])

    /// No files.
    package init() {}

    /// A file where an attempt has left it; nil when it has none of that name, or a later attempt took it along.
    package func file(named name: String, ofAttempt attempt: Int) -> ScriptedDataFile? {
        files.withLock { $0[Place(attempt: attempt, name: name)] }
    }

    /// Takes a file away, as someone does who clears the folder.
    package func remove(named name: String, ofAttempt attempt: Int) {
        files.withLock { $0[Place(attempt: attempt, name: name)] = nil }
    }

    func make(named name: String, ofAttempt attempt: Int) throws(FailureReason) -> ScriptedDataFile {
        let file = ScriptedDataFile(name: name, attempt: attempt)
        let isFree = files.withLock { files in
            let place = Place(attempt: attempt, name: name)
            guard files[place] == nil else { return false }
            files[place] = file
            return true
        }
        guard isFree else {
            throw FailureReason(.transient, code: "storage_failed", message: "\(name) is there already.")
        }
        return file
    }

    /// Looks where the worker does: in the attempt that made the mark, and in those after it, which may have taken the
    /// file along.
    func resume(_ mark: DataFileMark, inAttempt attempt: Int) throws(FailureReason) -> ScriptedDataFile? {
        let attempts = mark.attempt <= attempt ? Array(mark.attempt...attempt) : [mark.attempt]
        for candidate in attempts {
            let place = Place(attempt: candidate, name: mark.name)
            guard let found = files.withLock({ $0[place] }), let resumed = found.resumed(at: mark, inAttempt: attempt)
            else { continue }
            files.withLock { files in
                files[place] = nil
                files[Place(attempt: attempt, name: mark.name)] = resumed
            }
            return resumed
        }
        return nil
    }
}
