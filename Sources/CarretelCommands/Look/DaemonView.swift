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

    /// The running attempt of a job.
    func running(_ id: JobID) -> LiveStatus.Running? { live?.running.first { $0.job == id } }

    /// How far a running job is.
    func progress(of id: JobID) -> ProgressView? {
        guard let running = running(id) else { return nil }
        var view = ProgressView(state: "running", job: id, attempt: running.attempt)
        view.progress.percent = running.percent
        view.progress.message = running.message
        view.progress.etaSeconds = running.etaSeconds
        return view.progress == Progress() ? nil : view
    }
}
