import CarretelCore
import Testing

@Suite("SeededGenerator")
struct SeededGeneratorTests {
    @Test("repeats itself from its seed, and another seed gives another sequence")
    func repeats() {
        var first = SeededGenerator(seed: 7)
        var again = SeededGenerator(seed: 7)
        var other = SeededGenerator(seed: 8)
        let sequence = (0..<4).map { _ in first.next() }
        #expect(sequence == (0..<4).map { _ in again.next() })
        #expect(sequence != (0..<4).map { _ in other.next() })
    }
}
