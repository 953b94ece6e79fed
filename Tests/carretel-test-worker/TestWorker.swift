import CarretelBrowser
import CarretelCore
import CarretelHTTP
import CarretelProcessors
import CarretelSystem
import CarretelWorker

/// A process of its own for tests of processes: a sweep kills every unknown child of its process, so it must not be
/// the one that runs all the other tests.
///
///     carretel-test-worker worker --spool DIR       a worker
///     carretel-test-worker process ASSIGN-FRAME     one attempt without a daemon; prints its frames
///     carretel-test-worker leave-behind SCRIPT      a daemon whose child runs SCRIPT and is killed
@main
struct TestWorker {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 2 else { ProcessSetup.exitNow(64) }
        switch arguments[1] {
        case "worker":
            WorkerMain.run(
                .init(spool: arguments[3]), processors: BuiltInProcessors.all + [AnyProcessor(BrowseProcessor.self)],
                datasets: NoDatasets(),
                browsers: { reaper in
                    var configuration = ChromiumPool.Configuration()
                    configuration.temporary = ThisProcess.environment["TMPDIR"]
                    // A test that needs browsers fails without.
                    guard let client = try? CurlClient() else { return NoBrowsers() }
                    return ChromiumPool(client: client, reaper: reaper, configuration: configuration)
                })
        case "process": try process(Array(arguments[2].utf8))
        case "leave-behind": try LeaveBehind.run(script: arguments[2])
        default: ProcessSetup.exitNow(64)
        }
    }

    private static func process(_ line: [UInt8]) throws {
        guard case .assign(let assignment) = try DaemonFrame(line: line) else { ProcessSetup.exitNow(64) }
        try ProcessSetup.becomeSubreaper()
        let output = try PipeEnd.takeStandardOutput()
        var runner = AttemptRunner(
            processors: BuiltInProcessors.all, datasets: NoDatasets(),
            reaper: try ChildReaper(sweepsAfterEachChild: false))
        runner.cancelGrace = .milliseconds(200)
        let outcome = runner.run(assignment) { frame in
            // A test that does not read its frames fails for that.
            try? output.writeAll(frame.encoded())
        }
        try output.writeAll(WorkerFrame.outcome(assignment.attempt, outcome).encoded())
        ProcessSetup.exitNow(0)
    }
}

/// A spool without datasets.
struct NoDatasets: DatasetSource {
    func snapshot(of name: String, files: [String]) throws(FailureReason) -> DatasetSnapshot {
        throw FailureReason(.permanent, code: "dataset_not_found", message: "There is no dataset \(name).")
    }
}
