import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

/// The machine behind a reference, because expectations cannot call what changes a value.
private final class Candidates {
    private var machine: CandidateMachine

    init(settings: IntakeSettings = IntakeSettings()) { machine = CandidateMachine(settings: settings) }

    var count: Int { machine.count }
    func contains(_ name: FileName) -> Bool { machine.contains(name) }
    func hint(_ name: FileName, _ hint: CandidateMachine.Hint, now: MonotonicInstant) {
        machine.hint(name, hint, now: now)
    }
    func popDue(at now: MonotonicInstant) -> FileName? { machine.popDue(at: now) }
    func nextDue() -> MonotonicInstant? { machine.nextDue() }
    func takeRescanWish() -> Bool { machine.takeRescanWish() }
    func judge(
        _ name: FileName, _ finding: CandidateMachine.Finding, now: MonotonicInstant
    ) -> CandidateMachine.Decision {
        machine.judge(name, finding, now: now)
    }
}

@Suite("Candidates")
struct CandidateMachineTests {
    private let clock = ManualClock()
    private var now: MonotonicInstant { clock.now.monotonic }

    private func snapshot(_ content: FileSnapshot.Content, lease: LeaseAnswer = .noWriter) -> FileSnapshot {
        FileSnapshot(
            identity: FileIdentity(device: 1, inode: 2, size: 3, modifiedNanoseconds: 4), lease: lease,
            content: content, age: .seconds(1))
    }

    @Test("A file renamed in is due at once, one written in place a linger after its last event")
    func lingers() {
        let machine = Candidates()
        machine.hint("renamed.json", .renamedIn, now: now)
        machine.hint("written.json", .changed, now: now)
        #expect(machine.popDue(at: now) == "renamed.json")
        clock.advance(by: .milliseconds(60))
        machine.hint("written.json", .changed, now: now)
        clock.advance(by: .milliseconds(60))
        #expect(machine.popDue(at: now) == nil)
        #expect(machine.nextDue() == now + .milliseconds(40))
        clock.advance(by: .milliseconds(40))
        #expect(machine.popDue(at: now) == "written.json")
    }

    @Test("A rename followed by a change lingers too: its writer is still at it")
    func lingersAfterRename() {
        let machine = Candidates()
        machine.hint("a.json", .renamedIn, now: now)
        machine.hint("a.json", .changed, now: now)
        #expect(machine.popDue(at: now) == nil)
    }

    @Test("A claimed, unfit or vanished file is forgotten; an unfinished one is kept")
    func forgets() {
        let machine = Candidates()
        for finding in [
            CandidateMachine.Finding.gone, .unfit(reason: "x"), .seen(snapshot(.complete)), .seen(snapshot(.invalid)),
        ] {
            machine.hint("a.json", .renamedIn, now: now)
            _ = machine.popDue(at: now)
            #expect(machine.judge("a.json", finding, now: now) != .wait)
            #expect(machine.count == 0)
            #expect(machine.nextDue() == nil)
        }
        #expect(machine.judge("a.json", .seen(snapshot(.unread, lease: .writer)), now: now) == .wait)
        #expect(machine.contains("a.json"))
        #expect(machine.nextDue() == now + .milliseconds(1))
    }

    @Test("A file that a scan finds too young is looked at when its linger is over, whatever the clocks say")
    func waitsForTheYoung() {
        let machine = Candidates()
        #expect(machine.judge("a.json", .young(age: .milliseconds(30)), now: now) == .wait)
        #expect(machine.judge("b.json", .young(age: .seconds(-3_600)), now: now) == .wait)
        clock.advance(by: .milliseconds(70))
        #expect(machine.popDue(at: now) == "a.json")
        #expect(machine.popDue(at: now) == nil)
        clock.advance(by: .milliseconds(30))
        #expect(machine.popDue(at: now) == "b.json")
    }

    @Test("What does not fit is asked for by a scan when there is room again")
    func isBounded() {
        var settings = IntakeSettings()
        settings.maxCandidates = 100
        let machine = Candidates(settings: settings)
        for number in 0..<1_000 { machine.hint(FileName("\(number).json"), .renamedIn, now: now) }
        #expect(machine.count == 100)
        #expect(!machine.takeRescanWish())
        for number in 0..<50 { _ = machine.judge(FileName("\(number).json"), .gone, now: now) }
        #expect(machine.takeRescanWish())
        #expect(!machine.takeRescanWish())
    }

    @Test("Random hints and looks never lose a file: it is due, or was decided", .seeded)
    func losesNothing() throws {
        var random = SeededGenerator(seed: try Seed.current)
        let machine = Candidates()
        var unfinished: Set<FileName> = []
        for _ in 0..<20_000 {
            let name = FileName("\(Int.random(in: 0..<50, using: &random)).json")
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                machine.hint(name, Bool.random(using: &random) ? .renamedIn : .changed, now: now)
                unfinished.insert(name)
            case 1: clock.advance(by: .milliseconds(Int.random(in: 0..<300, using: &random)))
            default:
                guard let due = machine.popDue(at: now) else { continue }
                #expect(unfinished.contains(due))
                let finding: CandidateMachine.Finding =
                    Bool.random(using: &random) ? .seen(snapshot(.complete)) : .seen(snapshot(.unread, lease: .writer))
                if machine.judge(due, finding, now: now) != .wait { unfinished.remove(due) }
            }
        }
        var rest: Set<FileName> = []
        clock.advance(by: .seconds(10))
        while let due = machine.popDue(at: now) { rest.insert(due) }
        #expect(rest == unfinished)
    }
}
