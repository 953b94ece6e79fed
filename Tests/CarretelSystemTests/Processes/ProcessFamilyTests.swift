import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ProcessFamilyTests {
    @Test func aFamilyHoldsWhatItsMembersHold() async throws {
        // Without sweeps: these children live in the process that runs all tests.
        let reaper = try ChildReaper(sweepsAfterEachChild: false)
        // A child, and below it a shell with a child of its own.
        let launch = ChildProcess.Launch(
            executable: "/bin/sh", arguments: ["-c", "sh -c 'sleep 60; true'; true"],
            environment: ["PATH": "/usr/bin:/bin"])
        let child = try ChildProcess.start(launch, reaper: reaper) { _ in }
        defer { child.kill(force: true) }
        let pid = try await eventually("the child's start") { child.pid }
        let below = try await eventually("its descendants") { () -> Set<ProcessList.Entry>? in
            let below = try ProcessList().descendants(of: pid)
            return below.count == 2 ? below : nil
        }
        let members = (below.map(\.pid) + [pid]).compactMap { ProcessMemory.residentBytes(of: $0) }
        #expect(members.count == 3)
        let family = try ProcessFamily.residentBytes(of: [pid])
        // They sleep, so they hold what they held a moment ago, but for what the system takes back.
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
