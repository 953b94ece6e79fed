internal import CarretelCore
internal import CarretelDaemon
internal import CarretelSpool
internal import CarretelSystem

/// The daemon as others see it: its lock, and the figures that it writes about itself.
struct DaemonView: Sendable {
    private static let maxLiveBytes = 4 << 20

    let isAlive: Bool
    /// The process that holds the lock.
    let pid: Int?
    /// Nil when nobody is alive, or its figures are not there yet.
    let live: LiveStatus?

    init(isAlive: Bool, pid: Int?, live: LiveStatus?) {
        self.isAlive = isAlive
        self.pid = pid
        self.live = live
    }

    /// Looks at a spool.
    init(_ layout: SpoolLayout) throws(SystemError) {
        isAlive = try layout.isServed()
        pid = isAlive ? Int(try layout.serviceMark()) : nil
        let figures = isAlive ? try Self.figures(layout) : nil
        // Those of another process are what a killed daemon left.
        live = figures?.pid == pid ? figures : nil
    }

    private static func figures(_ layout: SpoolLayout) throws(SystemError) -> LiveStatus? {
        do throws(SystemError) {
            let bytes = try layout.state.readFile("live.json", limit: maxLiveBytes).bytes
            // Replaced whole, so it is JSON; if not, there are no figures to show.
            return (try? JSONValue(parsing: bytes)).flatMap { LiveStatus(json: $0) }
        } catch  where error.isNotFound {
            return nil
        }
    }

    /// The attempts that run, with the time that is left to them now: the figures are as old as their file.
    func running(at now: Timestamp) -> [LiveStatus.Running] {
        guard let live else { return [] }
        let age = Int(max((now - live.updatedAt).wholeMilliseconds, 0) / 1_000)
        return live.running.map { attempt in
            var attempt = attempt
            attempt.timeLeftSeconds -= age
            return attempt
        }
    }
}

/// The progress files of a spool.
struct ProgressShelf: Sendable {
    private static let maxBytes = 1 << 20

    let folder: Directory

    /// How far a job is; nil without a file of this very job.
    func progress(of id: JobID, resultName: String) throws(SystemError) -> ProgressView? {
        let name = FileName("\(resultName).progress.json")
        guard try folder.statusIfPresent(of: name) != nil else { return nil }
        do throws(SystemError) {
            let view = ProgressView(document: try folder.readFile(name, limit: Self.maxBytes).bytes)
            return view?.job == id ? view : nil
        } catch  where error.isNotFound {
            return nil
        }
    }
}
