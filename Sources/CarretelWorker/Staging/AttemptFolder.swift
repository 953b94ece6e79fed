import CarretelCore
import CarretelSystem

/// The open staging folder of one attempt, `work/ID/N`, with the folders above it.
struct AttemptFolder: Sendable {
    let attempt: Int
    let directory: Directory
    /// `work/ID`: the folders of the job's other attempts are in it.
    private let job: Directory
    /// `work`
    private let work: Directory

    /// Opens the folder; its last two components are made when they are missing.
    ///
    /// - Parameters:
    ///   - path: absolute, of at least two components.
    ///   - attempt: the attempt's number.
    /// - Returns: the open folders.
    /// - Throws: what the system refuses.
    static func open(path: String, attempt: Int) throws(SystemError) -> AttemptFolder {
        let components = path.split(separator: "/")
        guard path.hasPrefix("/"), components.count >= 2 else {
            throw SystemError("open", code: SystemError.Code.invalid, path: path)
        }
        let work = try Directory.open(path: "/" + components.dropLast(2).joined(separator: "/"))
        let job = try work.openOrMakeDirectory(FileName(components[components.count - 2]), mode: 0o750)
        let directory = try job.openOrMakeDirectory(FileName(components[components.count - 1]), mode: 0o750)
        return AttemptFolder(attempt: attempt, directory: directory, job: job, work: work)
    }

    /// The attempts in whose folders a file that an attempt has marked can be: an attempt that went on with it has taken
    /// it along, and may have ended before it said so in a checkpoint of its own.
    func attempts(since marked: Int) -> [Int] {
        marked <= attempt ? Array(marked...attempt) : [marked]
    }

    /// The folder of an attempt of the same job; nil when there is none.
    func folder(ofAttempt number: Int) throws(SystemError) -> Directory? {
        if number == attempt { return directory }
        do throws(SystemError) {
            return try job.openDirectory(FileName("\(number)"))
        } catch {
            guard error.isNotFound || error.isOtherKind else { throw error }
            return nil
        }
    }

    /// Makes the names of the folder's files durable, and its own.
    func syncNames() throws(SystemError) {
        try directory.sync()
        try job.sync()
        try work.sync()
    }
}
