internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Looks for what becomes of a job file that was handed in: its progress and its result.
///
/// A result of the same NAME may be there from before, and when a job of that NAME has not ended the files of this one
/// bear NAME.ID. So what is found is only believed when its id is no older than the drop and, for the result, when it
/// speaks of the same bytes.
struct JobFollower {
    /// A result that was published.
    struct Found {
        var document: [UInt8]
        var summary: ResultSummary
        var resultName: String
    }

    private static let firstSearch = Duration.seconds(1)

    private let doors: SpoolDoors
    private let receipt: JobDrop.Receipt
    private var resultName: String
    private var lastProgress: FileIdentity?
    private var lastResult: FileIdentity?
    private var isTaken = false
    /// When folders are next searched for files that bear NAME.ID; nil where the NAME cannot have been in use.
    private var nextSearch: MonotonicInstant?

    /// Follows a file that was just handed in; `isFresh` says that nobody can have used its NAME before.
    init(doors: SpoolDoors, receipt: JobDrop.Receipt, isFresh: Bool, now: MonotonicInstant) {
        self.doors = doors
        self.receipt = receipt
        resultName = receipt.name
        lastResult = receipt.earlierResult
        nextSearch = isFresh ? nil : now + Self.firstSearch
    }

    /// Whether the file has left `incoming/`.
    mutating func hasBeenTaken() throws(SystemError) -> Bool {
        if !isTaken { isTaken = try doors.incoming.statusIfPresent(of: FileName("\(receipt.name).json")) == nil }
        return isTaken
    }

    /// The result, once it is there.
    mutating func result() throws -> Found? {
        let name = FileName("\(resultName).result.json")
        guard let identity = try doors.results.statusIfPresent(of: name)?.identity, identity != lastResult else {
            return nil
        }
        lastResult = identity
        do {
            let read = try doors.results.readFile(name, limit: ResultSummary.maxBytes)
            let summary = try ResultSummary(parsing: read.bytes)
            guard summary.sha256 == receipt.sha256, isNew(summary.id) else { return nil }
            return Found(document: read.bytes, summary: summary, resultName: resultName)
        } catch let error as SystemError where error.isNotFound {
            // Moved away by a newer job of the same NAME.
            return nil
        }
    }

    /// How far the job is, when that has changed.
    mutating func progress() throws -> ProgressView? {
        let name = FileName("\(resultName).progress.json")
        guard let identity = try doors.progress.statusIfPresent(of: name)?.identity, identity != lastProgress else {
            return nil
        }
        lastProgress = identity
        do {
            let read = try doors.progress.readFile(name, limit: JSONLimits.jobFileBytes)
            guard let view = ProgressView(document: read.bytes), let job = view.job, isNew(job) else { return nil }
            return view
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    /// Looks, seldom, whether the job's files bear NAME.ID.
    mutating func searchRenamed(at now: MonotonicInstant) throws(SystemError) {
        guard resultName == receipt.name, isTaken, let due = nextSearch, now >= due else { return }
        for (folder, ending) in [(doors.progress, ".progress.json"), (doors.results, ".result.json")] {
            var entries = try folder.entries()
            while let entry = try entries.next() {
                guard let name = renamed(entry.name, ending: ending) else { continue }
                resultName = name
                return
            }
        }
        // A folder of a million results takes a moment to list; the search is to cost a tenth of the time at most.
        let cost = SystemClock.now().monotonic - now
        nextSearch = now + max(Self.firstSearch, cost * 10)
    }

    /// NAME.ID when a file is called so and the id is no older than the drop.
    private func renamed(_ file: FileName, ending: String) -> String? {
        let start = "\(receipt.name)."
        guard let text = file.text, text.hasPrefix(start), text.hasSuffix(ending),
            text.utf8.count == start.utf8.count + JobID.textLength + ending.utf8.count,
            let id = JobID(text: String(text.dropFirst(start.count).prefix(JobID.textLength))), isNew(id)
        else { return nil }
        return start + id.text
    }

    private func isNew(_ id: JobID) -> Bool {
        id.milliseconds >= UInt64(max(receipt.droppedAt.microseconds, 0) / 1_000)
    }
}
