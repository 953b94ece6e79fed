internal import CarretelCore
internal import CarretelSystem

/// A listing of a folder that is read piece by piece, between other work.
final class FolderListing {
    private var entries: DirectoryEntries

    init(of folder: Directory) throws(SystemError) {
        entries = try folder.entries()
    }

    func next() throws(SystemError) -> DirectoryEntry? {
        try entries.next()
    }
}

/// When `incoming/` is scanned: a scan that was begun always goes through, and what is asked for meanwhile is
/// remembered and done once afterwards.
struct ScanSchedule {
    private(set) var isRunning = false
    private var isWanted = true
    private var lastEnd: MonotonicInstant?
    private(set) var completed = 0

    /// Somebody wants everything looked at.
    mutating func request() { isWanted = true }

    /// When the next scan is due; nil while one runs.
    func due(interval: Duration) -> MonotonicInstant? {
        isRunning ? nil : lastEnd.map { isWanted ? $0 : $0 + interval }
    }

    /// Whether a scan is to begin now; it then runs.
    mutating func begin(now: MonotonicInstant, interval: Duration) -> Bool {
        guard !isRunning else { return false }
        guard due(interval: interval).map({ $0 <= now }) ?? true else { return false }
        isWanted = false
        isRunning = true
        return true
    }

    mutating func end(now: MonotonicInstant) {
        isRunning = false
        lastEnd = now
        completed += 1
    }

    /// The scan could not go through: another is due after the interval.
    mutating func fail(now: MonotonicInstant) {
        isRunning = false
        isWanted = false
        lastEnd = now
    }
}

/// Counts the job files of `incoming/` ahead of the claims, so that `status` knows early how many wait.
struct WaitingCount {
    /// Entries counted in one go: a few milliseconds.
    private static let chunk = 8_192

    private var listing: FolderListing?
    private var counted = 0
    /// What came and went while counting goes on: the count runs ahead of the claims.
    private var drift = 0
    private(set) var estimate = 0

    var isCounting: Bool { listing != nil }

    mutating func begin(_ folder: Directory) throws(SystemError) {
        listing = try FolderListing(of: folder)
        counted = 0
        drift = 0
    }

    mutating func step() throws(SystemError) {
        guard let listing else { return }
        for _ in 0..<Self.chunk {
            guard let entry = try listing.next() else {
                estimate = max(0, counted + drift)
                self.listing = nil
                return
            }
            if entry.kind != .directory, Self.isJobName(entry.name.bytes) { counted += 1 }
        }
    }

    /// A file came.
    mutating func add() { change(by: 1) }

    /// A file was claimed or is gone. Where the count had not come to it yet, the next scan mends that.
    mutating func remove() { change(by: -1) }

    private mutating func change(by difference: Int) {
        estimate = max(0, estimate + difference)
        if isCounting { drift += difference }
    }

    /// A rougher look than the one at the claim, because it is done for every entry.
    private static func isJobName(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count > 5 && bytes.first != UInt8(ascii: ".")
            && bytes.suffix(5).elementsEqual(".json".utf8) { $0 == $1 || $0 + 32 == $1 }
    }
}
