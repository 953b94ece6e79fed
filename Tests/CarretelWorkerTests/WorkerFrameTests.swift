import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@Suite(.temporaryDirectory, .timeLimit(.minutes(2))) struct WorkerFrameTests {
    @Test func aWorkerSaysReadyThenEchoesWithNumbersAsWritten() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        guard case .ready(let pid) = try await worker.next() else {
            Issue.record("The first frame is not ready.")
            return
        }
        #expect(try await eventually("the pid") { worker.child.pid } == pid)
        let parameters = #"{"id":90071992547409931,"price":1.50,"e":1e400}"#
        try worker.assign(attempt(1), parameters)
        #expect(try await worker.next() == .began(attempt(1)))
        #expect(
            try await worker.next() == .outcome(attempt(1), .succeeded(output: Array(parameters.utf8), files: [])))
        #expect(try await worker.finish() == .exited(code: 0))
    }

    @Test func attemptsRunOneAfterTheOtherInTheirOrder() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        for number in 0..<40 { try worker.assign(attempt(UInt64(number))) }
        for number in 0..<40 {
            #expect(try await worker.next() == .began(attempt(UInt64(number))))
            #expect(
                try await worker.next()
                    == .outcome(attempt(UInt64(number)), .succeeded(output: Array("{}".utf8), files: [])))
        }
        _ = try await worker.finish()
    }

    @Test func aRecalledAttemptEitherBeganOrComesBackNeverBoth() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        for batch in UInt64(0)..<30 {
            // Fewer than the queue's limit are under way at any moment.
            let numbers = batch * 32..<(batch + 1) * 32
            for number in numbers {
                try worker.send(.assign(WorkerProbe.assignment(attempt(number), "{}")))
                try worker.send(.recall(attempt(number % 2 == 0 ? number : number - min(number, 3))))
                if number % 8 == 7 { await Task.yield() }
            }
            try await drain(worker, count: numbers.count)
        }
        _ = try await worker.finish()
    }

    private func drain(_ worker: WorkerProbe, count: Int) async throws {
        var began: Set<AttemptKey> = []
        var ended: Set<AttemptKey> = []
        var recalled: Set<AttemptKey> = []
        while ended.count + recalled.count < count {
            switch try await worker.next() {
            case .began(let key): #expect(began.insert(key).inserted)
            case .outcome(let key, _): #expect(began.contains(key) && ended.insert(key).inserted)
            case .recalled(let key): #expect(recalled.insert(key).inserted)
            case let frame: Issue.record("Unexpected: \(frame)")
            }
        }
        #expect(began.isDisjoint(with: recalled))
        #expect(began == ended)
    }

    @Test func anAttemptBehindARunningOneIsHandedBackAndTheRunningOneIsNot() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        try worker.assign(attempt(1), #"{"delay_ms": 600000}"#)
        #expect(try await worker.next() == .began(attempt(1)))
        try worker.assign(attempt(2))
        try worker.send(.recall(attempt(1)), .recall(attempt(2)))
        #expect(try await nextBesideProgress(worker) == .recalled(attempt(2)))
        try worker.assign(attempt(3))
        try worker.send(.cancel(attempt(3), reason: .requested))
        #expect(try await nextBesideProgress(worker) == .outcome(attempt(3), .cancelled))
        try worker.send(.cancel(attempt(1), reason: .requested))
        #expect(try await nextBesideProgress(worker) == .outcome(attempt(1), .cancelled))
        _ = try await worker.finish()
    }

    private func nextBesideProgress(_ worker: WorkerProbe) async throws -> WorkerFrame {
        while true {
            let frame = try await worker.next()
            if case .progress = frame { continue }
            return frame
        }
    }

    @Test func aFailureIsOfTheClassAskedFor() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        for (number, failure) in FailureClass.allCases.enumerated() {
            try worker.assign(attempt(UInt64(number)), #"{"fail": "\#(failure.rawValue)"}"#)
            _ = try await worker.next()
            guard case .outcome(_, .failed(let reason, nil)) = try await worker.next() else {
                Issue.record("It did not fail.")
                continue
            }
            #expect(reason.failureClass == failure)
        }
        _ = try await worker.finish()
    }

    @Test func aPermitIsWaitedForAndAskedForAgain() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        try worker.assign(attempt(1), #"{"permit": "omie/ListarOS"}"#)
        #expect(try await worker.next() == .began(attempt(1)))
        #expect(try await worker.next() == .permit(attempt(1), permit: "omie/ListarOS"))
        let moment = SystemClock.now().wall + .milliseconds(50)
        try worker.send(.waitUntil(attempt(1), permit: "omie/ListarOS", moment: moment))
        #expect(try await worker.next() == .permit(attempt(1), permit: "omie/ListarOS"))
        #expect(SystemClock.now().wall >= moment)
        try worker.send(.granted(attempt(1), permit: "omie/ListarOS"))
        guard case .outcome(_, .succeeded) = try await worker.next() else {
            Issue.record("The permit did not let it go on.")
            return
        }
        try worker.assign(attempt(2), #"{"permit": "omie/ListarOS"}"#)
        _ = try await worker.next()
        _ = try await worker.next()
        try worker.send(.cancel(attempt(2), reason: .stopping))
        #expect(try await worker.next() == .outcome(attempt(2), .cancelled))
        _ = try await worker.finish()
    }

    @Test func aBurningAttemptIsSaidToHaveBegunAndTakesNoNoticeOfItsCancellation() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        try worker.assign(attempt(1), #"{"hang": "burn"}"#)
        #expect(try await worker.next() == .began(attempt(1)))
        try worker.send(.cancel(attempt(1), reason: .deadline))
        worker.child.kill(force: false)
        #expect(try await worker.end() == .signalled(signal: 15))
        #expect(try await worker.rest() == [])
    }

    @Test(arguments: [("exit", WorkerDeath.exited(code: 70)), ("signal", .signalled(signal: 9))])
    func aCrashEndsTheWorkerWithoutAnOutcome(way: String, death: WorkerDeath) async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        try worker.assign(attempt(1), #"{"crash": "\#(way)"}"#)
        #expect(try await worker.end() == death)
        #expect(try await worker.rest().allSatisfy { $0 == .began(attempt(1)) })
    }

    @Test func framesThatMakeNoSenseEndTheWorker() async throws {
        let worker = try WorkerProbe(spool: WorkerProbe.makeSpool())
        _ = try await worker.next()
        try worker.child.input.writeAll(Array("{\"frame\":\"assign\"}\n".utf8))
        #expect(try await worker.end() == .exited(code: 76))
    }
}
