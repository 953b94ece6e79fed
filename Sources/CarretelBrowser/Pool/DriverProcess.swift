import CarretelCore
import CarretelSystem

/// A chromedriver that runs, and all below it.
final class DriverProcess: Sendable {
    /// What it takes to start one.
    struct Start: Sendable {
        var number: Int
        var programs: BrowserPrograms
        var folder: BrowserFolder
        var reaper: ChildReaper
        /// Handed on to the browser, because pages show times in it.
        var timeZone: String?
    }

    private let start: Start
    private let path: String
    private let child: ChildProcess
    private let ending: Latch

    private init(_ start: Start, path: String, child: ChildProcess, ending: Latch) {
        self.start = start
        self.path = path
        self.child = child
        self.ending = ending
    }

    var hasEnded: Bool { ending.isSet }
    /// The folder of the browser's profile.
    var profile: String { path + "/profile" }

    static func start(_ start: Start) throws(BrowserFailure) -> DriverProcess {
        try start.programs.check()
        do throws(SystemError) {
            let path = try start.folder.makeFolder(start.number)
            let ending = Latch()
            // It writes there what is said better by its answers, and never what it was told to type.
            let null = try Directory.open(path: "/dev").openFile("null", .update).release()
            var launch = ChildProcess.Launch(
                executable: start.programs.driver, arguments: ["--port=0", "--log-level=SEVERE"],
                environment: environment(path, timeZone: start.timeZone))
            launch.standardError = null
            launch.isPooled = true
            do throws(SystemError) {
                let child = try ChildProcess.start(launch, reaper: start.reaper) { _ in
                    _ = OwnedDescriptor(taking: null)
                    ending.set()
                }
                return DriverProcess(start, path: path, child: child, ending: ending)
            } catch {
                _ = OwnedDescriptor(taking: null)
                throw error
            }
        } catch {
            throw BrowserFailure(.notStarted, "The browser's driver cannot be started: \(error.description)")
        }
    }

    /// Nothing of this process's own environment, which may hold what no page is to learn of.
    private static func environment(_ path: String, timeZone: String?) -> [String: String] {
        var environment = ["HOME": path, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "TMPDIR": path]
        environment["TZ"] = timeZone
        return environment
    }

    /// Where it listens, on 127.0.0.1.
    func port(until deadline: MonotonicInstant) async throws(BrowserFailure) -> Int {
        let port = await withTaskCancellationHandler {
            await DriverGreeting.port(from: child.output, until: deadline)
        } onCancel: {
            child.kill(force: true)
        }
        if let port { return port }
        guard !Task.isCancelled else { throw BrowserFailure(.cancelled, "The attempt is to end.") }
        throw BrowserFailure(.notStarted, "\(start.programs.driver) did not say at which port it listens.")
    }

    /// Ends it with all below it, waits for that, and removes its folder.
    func end() async {
        await start.reaper.endTree(of: child, marker: path + "/")
        // Not yet spawned, it ends as soon as it is.
        child.kill(force: true)
        await ending.wait()
        // What cannot be removed goes with the whole folder, or with the next process's.
        try? start.folder.removeFolder(start.number)
    }
}
