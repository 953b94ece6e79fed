/// One attempt as its processor sees it: the job, and every port to the world. Nothing else is to be touched.
package protocol AttemptContext: Sendable {
    /// The job's identity and this attempt's number.
    var key: AttemptKey { get }
    /// The job's NAME, for messages.
    var name: String { get }
    /// The job's `parameters`, valid by the type's schema.
    var parameters: JSONValue { get }
    /// What the configuration says for the type, valid by its `settings`; a member that is not there has its default.
    var settings: JSONValue { get }
    /// The profile that the job names, or the standard one, of the system that the type declares; without values for a
    /// type that declares none.
    var profile: Profile { get }
    /// Sends requests to upstream systems. What is under way when the attempt is cancelled ends at once, as cancelled.
    var http: any HTTPClient { get }
    /// Answers that may serve again.
    var cache: any AnswerCache { get }
    /// Reads pages of upstream systems.
    var html: any HTMLParser { get }
    /// Real browsers, for pages that only scripts build.
    var browsers: any BrowserPool { get }
    /// The business store: rows of upstream systems, kept from job to job.
    var business: any BusinessStore { get }
    /// The files of the spool, for maintenance alone.
    var housekeeping: any Housekeeping { get }
    /// How many attempts the job has after this one: with none left a transient failure ends the job, so whoever has
    /// something to show then shows it.
    var attemptsLeft: Int { get }
    /// The limits on starts of the lane that runs the job; each piece of work that a job puts off counts as a start.
    var startLimits: [LaneDescriptor.StartLimit] { get }
    /// Since when the job could have begun: the later of its receipt and its `not_before`. Nil where nobody knows.
    var readySince: Timestamp? { get }
    /// What an earlier attempt left, if any.
    var checkpoint: JSONValue? { get }
    /// Becomes true when the attempt is to end; a processor looks at it at least every 100 ms of work.
    var isCancelled: Bool { get }
    /// Whether it is to end because its time limit is reached. What it has by then may be shown within the grace: an
    /// outcome that says partial or succeeded counts as it says.
    var isOutOfTime: Bool { get }
    /// The attempt's time limit, from its beginning; nil for none.
    var timeLimit: Duration? { get }
    /// Reads both clocks.
    var now: Now { get }
    /// Where the datasets are.
    var datasets: any DatasetSource { get }

    /// Waits, ended early by cancellation.
    func wait(_ duration: Duration) async
    /// Tells how far the attempt is; sent at most 4 times a second except when it carries an event.
    func report(_ progress: Progress)
    /// Adds an entry to the result's `warnings`.
    func warn(_ warning: Warning)
    /// Saves where a later attempt may go on.
    ///
    /// - Parameters:
    ///   - json: one JSON value. What it names must be on disk.
    ///   - rows: for the history's statistics, written in the same transaction, so that they count exactly once.
    func saveCheckpoint(_ json: [UInt8], rows: [StatisticsRow])
    /// Opens a new data file in the staging folder.
    ///
    /// - Parameter name: valid by ``DataFile/isValidName(_:)``.
    /// - Returns: the open file, to be appended to and finished.
    /// - Throws: transient `storage_failed` with the system's words.
    func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter
    /// Hands on the lines of a data file that this attempt has finished, one after the other and without their ends.
    ///
    /// - Parameters:
    ///   - file: as ``DataFileWriter/finish()`` gave it.
    ///   - body: takes a line.
    /// - Throws: what `body` throws; transient `storage_failed`.
    func readLines(
        of file: DataFile, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason)
    /// Hands on the lines of a data file that this attempt goes on with, up to a mark of it: what an earlier attempt
    /// had found out.
    ///
    /// - Parameters:
    ///   - mark: with which ``resumeDataFile(_:)`` has given the file to this attempt.
    ///   - body: takes a line, without its end.
    /// - Throws: what `body` throws; transient `storage_failed`.
    func readLines(
        upTo mark: DataFileMark, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason)
    /// Goes on with a data file of an earlier attempt of the same job, exactly where a checkpoint marked it: what was
    /// written after that is cut off.
    ///
    /// - Returns: the open file, to be appended to and finished; nil when the file is gone or is not what was marked,
    ///   so that its content has to be made anew.
    /// - Throws: transient `storage_failed`.
    func resumeDataFile(_ mark: DataFileMark) throws(FailureReason) -> (any DataFileWriter)?
    /// Waits until the shared limit `permit` is held; it is given back with ``release(permit:outcome:)`` or at the
    /// attempt's end.
    ///
    /// - Throws: policy `cancelled` when the attempt is to end first.
    func acquire(permit: String) async throws(FailureReason)
    /// The same, for who would rather put the job off than sit in a worker.
    ///
    /// - Parameters:
    ///   - permit: its key; the part before the first `/` names a rule of the type's `permits`.
    ///   - patience: the longest wait for a moment that is known. Waiting behind other holders is not limited.
    /// - Returns: granted, or closed until a moment that is further away.
    /// - Throws: policy `cancelled` when the attempt is to end first.
    func acquire(permit: String, patience: Duration) async throws(FailureReason) -> PermitGrant
    /// Gives a permit back and tells how the call went.
    func release(permit: String, outcome: PermitOutcome)
    /// Runs a program without input and output and waits for its end; killed when the attempt is cancelled. What it
    /// leaves running is killed at the attempt's end.
    ///
    /// - Throws: transient `child_not_started`; policy `cancelled` when the attempt is to end first.
    func runChild(_ command: ChildCommand) async throws(FailureReason) -> ChildEnd
    /// Has the daemon's journal do a small step of maintenance and waits for what came of it.
    ///
    /// - Parameter chore: what is to be done.
    /// - Returns: what was done, which is on disk.
    /// - Throws: permanent `chore_refused` where there is no journal to be looked after; policy `cancelled` when the
    ///   attempt is to end first.
    func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport
    /// Ends the worker process at once, without an outcome: for `echo`, which shows what follows a crash.
    func endWorker(code: Int32)
}

extension AttemptContext {
    /// Saves where a later attempt may go on: one JSON value. What it names must be on disk.
    package func saveCheckpoint(_ json: [UInt8]) { saveCheckpoint(json, rows: []) }

    /// For contexts without a time limit.
    package var isOutOfTime: Bool { false }

    /// For contexts without a time limit.
    package var timeLimit: Duration? { nil }

    /// For contexts without pages.
    package var html: any HTMLParser { NoHTMLParser() }

    /// For contexts without browsers.
    package var browsers: any BrowserPool { NoBrowsers() }

    /// For contexts without a spool.
    package var housekeeping: any Housekeeping { NoHousekeeping() }

    /// For contexts without lanes.
    package var startLimits: [LaneDescriptor.StartLimit] { [] }

    /// For contexts without a queue before them.
    package var readySince: Timestamp? { nil }

    /// For contexts without a journal.
    package func ask(_ chore: JournalChore) async throws(FailureReason) -> ChoreReport {
        throw .noJournal
    }

    /// For contexts without processes.
    package func runChild(_ command: ChildCommand) async throws(FailureReason) -> ChildEnd {
        throw FailureReason(
            .transient, code: "child_not_started", message: "\(command.executable) cannot be started here.")
    }

    /// For contexts without a process to end.
    package func endWorker(code: Int32) {}
}

/// Writes one data file, counting and hashing on the way.
package protocol DataFileWriter: Sendable {
    /// Appends bytes, `records` of them records.
    ///
    /// - Throws: transient `storage_failed`.
    func append(_ bytes: [UInt8], records: Int) throws(FailureReason)
    /// Makes all that was appended durable (fsync) and says how far that is; the file stays open.
    ///
    /// - Returns: what a checkpoint must name for a later attempt to go on here.
    /// - Throws: transient `storage_failed`.
    func mark() throws(FailureReason) -> DataFileMark
    /// Makes the file durable (fsync) and closes it.
    ///
    /// - Returns: what the outcome must name for it to be published.
    /// - Throws: transient `storage_failed`.
    func finish() throws(FailureReason) -> DataFile
}

/// The datasets that jobs may refer to by name (docs/architecture.md).
package protocol DatasetSource: Sendable {
    /// Reads the named files of one dataset folder as one consistent snapshot: opened once, checked unchanged before
    /// and after reading, else read again, three times.
    ///
    /// - Parameters:
    ///   - name: one path component, resolved inside the datasets folder only.
    ///   - files: the files wanted, each at most ``DatasetLimits/maxFileBytes``.
    /// - Returns: the files, all of one moment.
    /// - Throws: permanent `dataset_not_found` or `dataset_invalid`; transient `dataset_changing`.
    func snapshot(of name: String, files: [String]) throws(FailureReason) -> DatasetSnapshot
}

/// The limits of a dataset.
package enum DatasetLimits {
    /// The largest file that is read: 1 GiB.
    package static let maxFileBytes = 1 << 30
}

/// A dataset folder as it was at one moment.
package struct DatasetSnapshot: Sendable {
    /// One file of it.
    package struct File: Sendable {
        package var name: String
        package var bytes: [UInt8]
        /// When it was last changed.
        package var modifiedAt: Timestamp

        /// Joins what was read.
        package init(name: String, bytes: [UInt8], modifiedAt: Timestamp) {
            self.name = name
            self.bytes = bytes
            self.modifiedAt = modifiedAt
        }
    }

    /// The files in the order in which they were asked for.
    package var files: [File]
    /// When they were read.
    package var readAt: Timestamp

    /// Joins what was read.
    package init(files: [File], readAt: Timestamp) {
        self.files = files
        self.readAt = readAt
    }
}
