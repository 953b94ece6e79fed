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

    @Test func aSeedGivesTheSameNumbersAgain() throws {
        let seed = try Seed.current
        var first = SeededGenerator(seed: seed)
        var second = SeededGenerator(seed: seed)
        #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    }

    /// The first outputs for seed 1234567 as published with the reference implementation in C.
    @Test func generatesThePublishedSequence() {
        var generator = SeededGenerator(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
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
