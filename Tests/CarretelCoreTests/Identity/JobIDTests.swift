import CarretelCore
import CarretelTestKit
import Testing

@Suite struct JobIDTests {
    @Test(arguments: [
        (JobID(high: 0, low: 0), "00000000000000000000000000"),
        (JobID(high: 0, low: 1 << 60), "00000000000001000000000000"),
        (JobID(high: 1, low: 0), "0000000000000G000000000000"),
        (JobID(high: .max, low: .max), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"),
    ])
    func knownIdsHaveTheirText(id: JobID, text: String) {
        #expect(id.text == text)
        #expect(JobID(text: text) == id)
    }

    @Test func theTextOfTheUlidSpecificationIsRead() throws {
        let id = try #require(JobID(text: "01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        #expect(id.milliseconds == 1_469_922_850_259)
        #expect(id.text == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(id.shortText == "9G5FAV")
        #expect(JobID(text: "o1arz3ndektsv4rrffq69g5fav") == id)
        #expect(JobID(text: "0LARZ3NDEKTSV4RRFFQ69G5FAV") == id)
    }

    @Test(arguments: [
        "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAVV", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
        "U1ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FA-", "éARZ3NDEKTSV4RRFFQ69G5FAV",
    ])
    func whatIsNotAnIdIsRefused(text: String) {
        #expect(JobID(text: text) == nil)
    }

    @Test(.seeded) func textAndOrderAgree() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        var other = JobID(high: random.next(), low: random.next())
        for _ in 0..<10_000 {
            // Often the same high half, so that the low one decides.
            let id = JobID(high: Bool.random(using: &random) ? other.high : random.next(), low: random.next())
            #expect(JobID(text: id.text) == id)
            #expect((id < other) == (id.text < other.text))
            other = id
        }
    }

    @Test func endingsAreReadAsPeopleTypeThem() {
        #expect(JobID.normalizedEnding("9g5fav") == "9G5FAV")
        #expect(JobID.normalizedEnding("oil0") == "0110")
        #expect(JobID.normalizedEnding("abc") == nil)
        #expect(JobID.normalizedEnding("abcu") == nil)
        #expect(JobID.normalizedEnding("a-b-c") == nil)
    }
}

@Suite struct JobIDGeneratorTests {
    private let moment = Timestamp(microseconds: 1_795_176_000_123_456)

    @Test func anIdCarriesItsMillisecond() {
        var random = CarretelCore.SeededGenerator(seed: 1)
        var generator = JobIDGenerator()
        #expect(generator.next(at: moment, using: &random).milliseconds == 1_795_176_000_123)
        #expect(generator.next(at: moment + .milliseconds(2), using: &random).milliseconds == 1_795_176_000_125)
    }

    @Test func theSameOrAnEarlierMillisecondCountsUp() {
        var random = CarretelCore.SeededGenerator(seed: 1)
        var generator = JobIDGenerator()
        let first = generator.next(at: moment, using: &random)
        #expect(generator.next(at: moment, using: &random) == JobID(high: first.high, low: first.low + 1))
        let back = generator.next(at: moment + .seconds(-3_600), using: &random)
        #expect(back == JobID(high: first.high, low: first.low + 2))
    }

    @Test func theFirstIdIsAfterTheLargestKnown() {
        var random = CarretelCore.SeededGenerator(seed: 1)
        let known = JobID(high: (1_795_176_000_123 + 60_000) << 16 | 7, low: .max)
        var generator = JobIDGenerator(after: known)
        #expect(generator.next(at: moment, using: &random) == JobID(high: known.high + 1, low: 0))
    }

    @Test func aFullRandomPartRunsIntoTheNextMillisecond() {
        var random = CarretelCore.SeededGenerator(seed: 1)
        var generator = JobIDGenerator(after: JobID(high: 5 << 16 | 0xFFFF, low: .max))
        let id = generator.next(at: Timestamp(microseconds: 5_000), using: &random)
        #expect(id == JobID(high: 6 << 16, low: 0))
    }

    @Test func theVeryLastIdDoesNotEndIt() {
        var random = CarretelCore.SeededGenerator(seed: 1)
        var generator = JobIDGenerator(after: JobID(high: .max, low: .max))
        #expect(generator.next(at: moment, using: &random).milliseconds == 1_795_176_000_123)
        #expect(generator.next(at: Timestamp(microseconds: -5), using: &random).milliseconds == 1_795_176_000_123)
    }

    @Test(.seeded) func idsOnlyGrowWhateverTheClockDoes() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        var generator = JobIDGenerator()
        var now = moment
        var last = JobID(high: 0, low: 0)
        for _ in 0..<10_000 {
            now = now + .microseconds(Int64.random(in: -2_000...3_000, using: &random))
            let id = generator.next(at: now, using: &random)
            #expect(last < id)
            last = id
        }
    }
}
