import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ProcessFamilyTests {
    @Test func aFamilyHoldsWhatItsMembersHold() async throws {
        // Without sweeps: these children live in the process that runs all tests.
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        // A child, and below it a shell with a child of its own, which says when it stands and then waits without
        // running another program: between fork(2) and its program a process holds something else.
        let launch = ChildProcess.Launch(
            executable: "/bin/sh", arguments: ["-c", "sh -c 'sh -c \"echo up; read line\"; true'; true"],
            environment: ["PATH": "/usr/bin:/bin"])
        let child = try ChildProcess.start(launch, reaper: reaper) { _ in }
        defer { child.kill(force: true) }
        try await eventually("all three") {
            var said: [UInt8] = []
            _ = try child.output.read(atMost: 16, appendingTo: &said)
            return !said.isEmpty
        }
        let pid = try await eventually("the child's start") { child.pid }
        let below = try ProcessList().descendants(of: pid)
        #expect(below.count == 2)
        let members = (below.map(\.pid) + [pid]).compactMap { ProcessMemory.residentBytes(of: $0) }
        #expect(members.count == 3)
        let family = try ProcessFamily.residentBytes(of: [pid])
        // They wait, so they hold what they held a moment ago, but for what the system takes back.
        #expect(family > members.reduce(0, +) - (members.min() ?? 0))
        // Whoever is named twice, as root and as descendant, counts once.
        let named = try ProcessFamily.residentBytes(of: Set(below.map(\.pid) + [pid]))
        #expect(named < family + (members.min() ?? 0))
    }

    @Test func aFamilyThatIsGoneHoldsNothing() throws {
        #expect(try ProcessFamily.residentBytes(of: [Int32.max]) == 0)
        #expect(try ProcessFamily.residentBytes(of: []) == 0)
    }

    @Test func theHostSaysHowMuchMemoryItHas() throws {
        let load = HostLoad()
        let total = try #require(load.memoryBytes)
        #expect(try #require(load.availableBytes) < total)
        #expect(try #require(load.lastMinute) >= 0)
    }
}
