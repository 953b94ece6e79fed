@testable import CarretelCore
import CarretelTestKit
import Testing

@Suite("SpillingQueue", .seeded)
struct SpillingQueueTests {
    private static func key(_ number: Int64, priority: Int = 5) -> QueueKey {
        QueueKey(priority: priority, number: JobNumber(rawValue: number))
    }

    @Test("gives the highest priority first, then the oldest")
    func order() {
        var queue = SpillingQueue(capacity: 9, refillCount: 0, spilled: 0)
        for (number, priority) in [(1, 5), (2, 9), (3, 5), (4, 9), (5, 0)] {
            #expect(queue.admit(Self.key(Int64(number), priority: priority)) == .kept)
        }
        var order: [Int64] = []
        while let key = queue.popFirst() { order.append(key.number.rawValue) }
        #expect(order == [2, 4, 1, 3, 5])
        #expect(queue.isEmpty)
    }

    @Test("a better newcomer drives the worst out of a full head; a worse one spills")
    func eviction() {
        var queue = SpillingQueue(capacity: 2, refillCount: 0, spilled: 0)
        _ = queue.admit(Self.key(1))
        _ = queue.admit(Self.key(2))
        #expect(queue.admit(Self.key(3)) == .keptEvicting(JobNumber(rawValue: 3)))
        #expect(queue.admit(Self.key(4, priority: 9)) == .keptEvicting(JobNumber(rawValue: 2)))
        #expect(queue.admit(Self.key(5)) == .spilled)
        #expect(queue.count == 5)
        #expect(queue.spilledCount == 3)
        #expect(queue.first == Self.key(4, priority: 9))
    }

    @Test("after a restart everything spills until the first load says where the rest begins")
    func unknown() {
        var queue = SpillingQueue(capacity: 3, refillCount: 1, spilled: 2)
        #expect(queue.wantsLoad)
        #expect(queue.beginLoad() == 3)
        #expect(!queue.wantsLoad)
        #expect(queue.admit(Self.key(9, priority: 6)) == .spilled)
        // The newcomer sorts before what is loaded, so that stays out until the newcomer is in.
        let first = queue.finishLoad([Self.key(1), Self.key(2)], last: nil)
        #expect(first.kept == 0)
        #expect(queue.count == 3)
        _ = queue.beginLoad()
        let second = queue.finishLoad([Self.key(9, priority: 6), Self.key(1), Self.key(2)], last: nil)
        #expect(second.kept == 3)
        #expect(queue.spilledCount == 0)
        #expect(queue.first == Self.key(9, priority: 6))
    }

    @Test("a wrong count is mended by a whole answer")
    func mends() {
        var queue = SpillingQueue(capacity: 3, refillCount: 1, spilled: 7)
        _ = queue.beginLoad()
        _ = queue.finishLoad([Self.key(1)], last: nil)
        #expect(queue.count == 1)
        #expect(queue.admit(Self.key(2)) == .kept)
    }

    @Test("removal anywhere keeps the count and the order")
    func removal() {
        var queue = SpillingQueue(capacity: 500, refillCount: 0, spilled: 0)
        for number in 1...400 { _ = queue.admit(Self.key(Int64(number))) }
        var removed = 0
        for number in 2...399 where queue.remove(JobNumber(rawValue: Int64(number))) { removed += 1 }
        #expect(removed == 398)
        let again = queue.remove(JobNumber(rawValue: 2))
        #expect(!again)
        #expect(queue.count == 2)
        #expect(queue.popFirst() == Self.key(1))
        #expect(queue.popFirst() == Self.key(400))
        #expect(queue.popFirst() == nil)
    }

    @Test("against a sorted list, with a journal that answers late: the order is that of the list")
    func model() {
        var random = SeededGenerator(seed: try Seed.current)
        var queue = SpillingQueue(capacity: 6, refillCount: 2, spilled: 0)
        var all: Set<QueueKey> = []
        var answer: (keys: [QueueKey], isWhole: Bool)?
        var departed: Set<QueueKey> = []
        var number: Int64 = 0
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                number += 1
                let key = Self.key(number, priority: Int.random(in: 0...9, using: &random))
                all.insert(key)
                _ = queue.admit(key)
            case 4..<8:
                guard let key = queue.popFirst() else { break }
                #expect(key == all.min())
                all.remove(key)
                departed.insert(key)
            case 8:
                guard let key = all.randomElement(using: &random) else { break }
                all.remove(key)
                departed.insert(key)
                if !queue.remove(key.number) { queue.removeSpilled() }
            default:
                if let (keys, isWhole) = answer {
                    let fresh = keys.filter { !departed.contains($0) && !queue.contains($0.number) }
                    _ = queue.finishLoad(fresh, last: isWhole ? nil : keys.last)
                    answer = nil
                } else if queue.wantsLoad {
                    let limit = queue.beginLoad()
                    departed = []
                    answer = (Array(all.sorted().prefix(limit)), all.count < limit)
                }
            }
            #expect(queue.count == all.count)
            #expect(queue.headCount <= 6)
        }
    }
}
