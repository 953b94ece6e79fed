import CarretelCore
import CarretelTestKit
import Testing

@Suite(.temporaryDirectory, .seeded)
struct TestKitTests {
    @Test func eachTestHasADirectoryOfItsOwn() throws {
        let directory = try TemporaryDirectory.current
        #expect(directory.path.hasPrefix("/"))
        #expect(directory.path("a/b") == directory.path + "/a/b")
    }

    @Test(.seeded(42)) func aTestMayFixItsSeed() throws {
        #expect(try Seed.current == 42)
    }

    @Test func everyTestHasASeed() throws {
        var generator = SeededGenerator(seed: try Seed.current)
        var again = SeededGenerator(seed: try Seed.current)
        #expect(generator.next() == again.next())
    }

    @Test func theManualClockMovesOnlyWhenTold() {
        let clock = ManualClock()
        let start = clock.now
        clock.advance(by: .seconds(5))
        clock.stepWall(by: .seconds(-60))
        #expect(clock.now.wall - start.wall == .seconds(-55))
        #expect(clock.now.monotonic - start.monotonic == .seconds(5))
    }

    @Test func eventuallyWaitsForACondition() async throws {
        var looks = 0
        try await eventually("the third look") {
            looks += 1
            return looks == 3
        }
        #expect(looks == 3)
    }

    @Test func eventuallyFailsAtItsLimit() async throws {
        await withKnownIssue {
            _ = try await eventually(within: .milliseconds(5), "what never comes") { false }
        }
    }

    @Test func findsThePrograms() throws {
        #expect(try BinaryPath.carretel.hasSuffix("/carretel"))
        #expect(try BinaryPath.carretelWatch.hasSuffix("/carretel-watch"))
        #expect(throws: TestKitError.self) { try BinaryPath.program("no-such-program") }
    }
}
