import CarretelCore
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
    /// Without sweeps: these children live in the process that runs all tests.
    private let reaper: ChildReaper

    init() throws {
        reaper = try ChildReaper(sweepsAfterEachChild: false)
    }

    /// Runs a child to its end and returns what it wrote and how it ended.
    private func run(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:],
        with body: (ChildProcess) -> Void = { _ in }
    ) async throws -> (output: String, death: WorkerDeath) {
        let death = Mutex<WorkerDeath?>(nil)
        let launch = ChildProcess.Launch(executable: executable, arguments: arguments, environment: environment)
        let child = try ChildProcess.start(launch, reaper: reaper) { end in death.withLock { $0 = end } }
        body(child)
        var bytes: [UInt8] = []
        try await eventually("the child's output") {
            while true {
                switch try child.output.read(atMost: 4_096, appendingTo: &bytes) {
                case .bytes: continue
                case .nothing: return false
                case .end: return true
                }
            }
        }
        let end = try await eventually("the child's end") { death.withLock { $0 } }
        return (String(decoding: bytes, as: UTF8.self), end)
    }

    @Test func aChildsExitCodeAndSignalAreTold() async throws {
        #expect(try await run("/bin/sh", ["-c", "exit 3"]).death == .exited(code: 3))
        #expect(try await run("/bin/sh", ["-c", "kill -USR1 $$"]).death == .signalled(signal: 10))
    }

    @Test func aProgramThatIsNotThereIsToldOf() async throws {
        guard case .notStarted(let why) = try await run("/nowhere/program", []).death else {
            Issue.record("It started.")
            return
        }
        #expect(why.contains("/nowhere/program"))
        #expect(reaper.table.pids.isEmpty)
    }

    @Test func aChildSeesOnlyTheVariablesItIsGiven() async throws {
        let output = try await run("/usr/bin/env", [], environment: ["LANG": "C"]).output
        #expect(output == "LANG=C\n")
    }

    @Test func aChildInheritsNoDescriptorButItsStandardThree() async throws {
        // `ls` itself opens the folder that it lists as 3.
        let output = try await run("/bin/ls", ["/proc/self/fd"]).output
        #expect(output.split(separator: "\n").sorted() == ["0", "1", "2", "3"])
    }

    @Test func aChildLeadsAProcessGroupAndHasDefaultSignals() async throws {
        let output = try await run("/bin/sh", ["-c", "echo $$; cut -d' ' -f5 /proc/$$/stat"]).output
        let lines = output.split(separator: "\n")
        #expect(lines.count == 2 && lines.first == lines.last)
        let status = try await run("/bin/grep", ["-E", "^Sig(Blk|Ign)", "/proc/self/status"]).output
        let masks = status.split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        // 32 and 33 belong to the C library, which leaves them ignored in what it spawns.
        #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
    }

    @Test func closingItsInputTellsAChildToEnd() async throws {
        let (output, death) = try await run("/bin/cat", []) { child in
            #expect(throws: Never.self) { try child.input.writeAll(Array("oi\n".utf8)) }
            child.input.close()
        }
        #expect(output == "oi\n")
        #expect(death == .exited(code: 0))
    }

    @Test(arguments: [false, true]) func aSignalReachesAChildThatIsStillBeingStarted(force: Bool) async throws {
        let death = try await run("/bin/sleep", ["600"]) { $0.kill(force: force) }.death
        #expect(death == .signalled(signal: force ? 9 : 15))
    }

    @Test func aRunningChildHasResidentMemory() async throws {
        let resident = Mutex<Int?>(nil)
        _ = try await run("/bin/sh", ["-c", "read line"]) { child in
            // Between fork(2) and the first page of its program a child has next to none.
            var bytes = 0
            while bytes <= 10_000 { bytes = child.residentBytes ?? 0 }
            resident.withLock { $0 = bytes }
            child.input.close()
        }
        #expect(try #require(resident.withLock { $0 }) > 10_000)
        #expect(ProcessMemory.residentBytes(of: Int32.max) == nil)
    }

    @Test(arguments: [
        "sleep 600 & echo up; wait",
        "setsid sleep 600 & echo up; wait",
        "(setsid sh -c 'sleep 600 & sleep 600 & wait' &) & sleep 0.1; echo up; sleep 600",
        "(trap '' TERM HUP INT; setsid sh -c 'while :; do sleep 600; done' &) & sleep 0.1; echo up; sleep 600",
        "for n in 1 2 3 4 5 6 7 8; do (setsid sleep 600 &) ; done; echo up; sleep 600",
    ])
    func nothingThatAChildLeftBehindSurvivesIt(script: String) async throws {
        let program = try BinaryPath.program("carretel-test-worker")
        let marker = "CARRETEL_TEST_MARK=\(UInt64.random(in: 0 ... .max))"
        let (output, death) = try await run(program, ["leave-behind", "export \(marker); \(script)"])
        #expect(output == "signalled(signal: 9), left: nothing\n")
        #expect(death == .exited(code: 0))
        #expect(try ProcessList.pids(withVariable: marker).isEmpty)
    }
}
