import CarretelCore
import CarretelSystem
import Synchronization
import Testing

@Suite struct BatchQueueTests {
    @Test func aReaderTakesAllThatIsReadyInOrder() {
        let queue = BatchQueue<Int>(capacity: 8)
        queue.push(contentsOf: [1, 2])
        queue.push(3)
        #expect(queue.takeAll() == [1, 2, 3])
        #expect(queue.takeReady() == [])
    }

    @Test func aDeadlineGivesAnEmptyBatch() {
        let queue = BatchQueue<Int>(capacity: 8)
        #expect(queue.takeAll(until: MonotonicInstant(nanoseconds: 0)) == [])
    }

    @Test func aClosedQueueGivesWhatItHoldsAndThenNothing() {
        let queue = BatchQueue<Int>(capacity: 8)
        queue.push(1)
        queue.close()
        #expect(!queue.push(2))
        #expect(queue.takeAll() == [1])
        #expect(queue.takeAll() == nil)
        #expect(queue.takeReady() == nil)
    }

    @Test func onlyTheStepFromEmptyToNotEmptyCallsTheHook() {
        let calls = Mutex(0)
        let queue = BatchQueue<Int>(capacity: 8) { calls.withLock { $0 += 1 } }
        queue.push(1)
        queue.push(2)
        #expect(calls.withLock { $0 } == 1)
        _ = queue.takeReady()
        queue.push(3)
        #expect(calls.withLock { $0 } == 2)
    }

    @Test(.timeLimit(.minutes(1))) func aFullQueueHoldsItsWritersBackAndLosesNothing() throws {
        let queue = BatchQueue<Int>(capacity: 4)
        let writers = try (0..<3).map { writer in
            try PlainThread.start(name: "writer") {
                for number in 0..<20_000 { queue.push(writer * 20_000 + number) }
            }
        }
        let closer = try PlainThread.start(name: "closer") {
            for writer in writers { writer.join() }
            queue.close()
        }
        var seen = [0, 20_000, 40_000]
        while let batch = queue.takeAll() {
            #expect(batch.count <= 4)
            for number in batch {
                #expect(seen[number / 20_000] == number)
                seen[number / 20_000] += 1
            }
        }
        #expect(seen == [20_000, 40_000, 60_000])
        closer.join()
    }

    @Test func anEventDescriptorWakesAnEpoll() throws {
        let epoll = try Epoll()
        let wakeup = try Wakeup()
        try epoll.add(wakeup.descriptor, tag: 7, for: .readable)
        #expect(try epoll.wait(until: MonotonicInstant(nanoseconds: 0)) == [])
        wakeup.signal()
        wakeup.signal()
        #expect(try epoll.wait().map(\.tag) == [7])
        wakeup.clear()
        #expect(try epoll.wait(until: MonotonicInstant(nanoseconds: 0)) == [])
    }
}
