import CarretelCore
import CarretelEngine
import CarretelStore
import CarretelTestKit
import Synchronization
import Testing

/// A chore from the frame of an attempt over dispatcher and journal back to the attempt.
@Suite(.temporaryDirectory)
struct ChoreWayTests {
    /// A journal that answers at the test's word.
    private final class Port: JournalPort {
        let journal: Journal
        private let waiting = Mutex<[JournalRequest]>([])

        init(_ journal: Journal) { self.journal = journal }

        func submit(_ requests: [JournalRequest]) { waiting.withLock { $0 += requests } }

        var choreCount: Int {
            waiting.withLock { waiting in waiting.count { if case .chore = $0 { true } else { false } } }
        }

        func takeAll() -> [JournalRequest] {
            waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
        }
    }

    /// Workers of which only what they are told is kept.
    private final class Fleet: WorkerFleet {
        var spawned: [WorkerID] = []
        var sent: [DaemonFrame] = []

        func spawn(_ worker: WorkerID, lane: LaneDescriptor) { spawned.append(worker) }
        func send(_ frame: DaemonFrame, to worker: WorkerID) { sent.append(frame) }
        func closeInput(of worker: WorkerID) {}
        func kill(_ worker: WorkerID, force: Bool) {}
        func flush() {}
    }

    private struct NoProgress: ProgressPort {
        func show(_ job: JobDossier, attempt: Int, progress: Progress?) {}
        func announce(_ job: JobDossier, _ forecast: StartForecast) {}
        func settle(_ job: JobDossier, state: ProgressState) {}
        func awaitSettling(of job: JobNumber) {}
        func settleIfThere(_ job: JobDossier, state: ProgressState) {}
        func record(_ rows: [StatisticsRow], of job: JobDossier) {}
        func publish(_ snapshot: DispatchSnapshot) {}
    }

    /// A dispatcher over a real journal with one running job of a type that may tend it, or may not.
    private final class Rig {
        let port: Port
        let fleet = Fleet()
        let dispatcher: Dispatcher
        let key: AttemptKey
        private let now = Now(
            wall: Timestamp(microseconds: 1_800_000_000_000_000), monotonic: MonotonicInstant(nanoseconds: 1_000))

        init(tends: Bool) throws {
            let type = JobTypeDescriptor(
                name: "tend", summary: "", lane: LaneDescriptor(name: "tend", slots: 1), defaultTimeout: .seconds(60),
                timeoutCeiling: .seconds(60), parameters: ParameterSchema([]), tendsJournal: tends, sample: "")
            let catalogue = try JobCatalogue([type])
            let request = JobRequest(type: "tend", priority: 5, timeout: .seconds(60), maxAttempts: 3)
            var settings = JournalSettings()
            settings.preparedLogPages = 0
            port = Port(
                try Journal.open(
                    try TemporaryDirectory.current.path("journal.sqlite"), creating: true,
                    parts: JournalParts(
                        catalogue: catalogue, reread: { _ in .valid(request, warnings: []) }, render: { _, _ in [] },
                        largeBodies: LargeBodies(write: { _, _ in }, read: { _ in [] }, remove: { _ in }),
                        settings: settings)))
            dispatcher = Dispatcher(
                machine: DispatchMachine(
                    catalogue: catalogue, settings: DispatchSettings(), restored: RestoredDispatch(), seed: 1),
                lanes: catalogue.lanes, journal: port, fleet: fleet, progress: NoProgress(),
                tenders: tends ? ["tend"] : [], spoolPath: "/spool", provision: { _ in JobProvision() },
                checkFiles: { _, _ in nil }, answerCancel: { _, _ in }, releaseArrivals: { _ in })
            let id = JobID(high: 1, low: 1)
            key = AttemptKey(job: id, attempt: 1)
            let hash = try #require(ContentHash(bytes: Array(repeating: 9, count: 32)))
            let arrival = Arrival(
                id: id, name: "tidy", owner: 0, bytes: Array("{}".utf8), sha256: hash,
                file: FileIdentity(device: 1, inode: 1, size: 2, modifiedNanoseconds: 1), receivedAt: now.wall,
                verdict: .valid(request, warnings: []))
            tell(.arrivals([arrival]))
            try settle()
            let worker = try #require(fleet.spawned.first)
            tell(.frames(worker, [.ready(pid: 1)]))
            try settle()
            tell(.frames(worker, [.began(key)]))
            try settle()
        }

        func tell(_ input: DispatchInput) { dispatcher.handle([input], at: now) }

        /// Lets the journal answer until it is asked nothing more.
        func settle() throws {
            while true {
                let requests = port.takeAll()
                guard !requests.isEmpty else { return }
                tell(.replies(try port.journal.commit(requests, staging: { _ in })))
            }
        }

        func ask(_ action: String, _ arguments: String = "") {
            tell(.frames(fleet.spawned[0], [.request(key, action: action, arguments: Array(arguments.utf8))]))
        }

        var answers: [ChoreAnswer] {
            get throws {
                try fleet.sent.compactMap { frame in
                    guard case .answer(key, let json) = frame else { return nil }
                    return try ChoreAnswer(parsing: json)
                }
            }
        }
    }

    private func words(_ answers: [ChoreAnswer]) -> [String] {
        answers.map { answer in
            switch answer {
            case .done(let report): "rows \(report.rows), done \(report.isDone)"
            case .refused(let reason): reason.code
            }
        }
    }

    @Test func aChoreIsDoneAndAnswered() throws {
        let rig = try Rig(tends: true)
        rig.ask("purge", #"{"table": "history", "keep": 0}"#)
        #expect(try rig.answers.isEmpty)
        try rig.settle()
        #expect(try words(rig.answers) == ["rows 0, done true"])
    }

    @Test func choresGoToTheJournalOneAfterTheOther() throws {
        let rig = try Rig(tends: true)
        rig.ask("shrink")
        rig.ask("purge", #"{"table": "history", "keep": 0}"#)
        #expect(rig.port.choreCount == 1)
        try rig.settle()
        #expect(try rig.answers.count == 2)
    }

    @Test func whatNobodyKnowsIsRefusedAtOnce() throws {
        let rig = try Rig(tends: true)
        rig.ask("bake")
        rig.ask("purge", #"{"table": "jobs"}"#)
        #expect(try words(rig.answers) == ["chore_unknown", "chore_invalid"])
    }

    @Test func otherTypesAreRefused() throws {
        let rig = try Rig(tends: false)
        rig.ask("shrink")
        #expect(try words(rig.answers) == ["chore_refused"])
    }

    @Test func anAttemptThatIsOverGetsNoAnswer() throws {
        let rig = try Rig(tends: true)
        rig.ask("shrink")
        rig.tell(.frames(rig.fleet.spawned[0], [.outcome(rig.key, .succeeded(output: Array("{}".utf8), files: []))]))
        try rig.settle()
        #expect(try rig.answers.isEmpty)
        // And nobody behind it waits for ever.
        #expect(rig.port.takeAll().isEmpty)
    }
}
