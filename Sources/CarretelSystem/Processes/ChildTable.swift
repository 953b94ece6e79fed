import CCarretelSystem
import CarretelCore
import Synchronization

/// The children of this process that it knows of. Everything else that turns up below it was left behind by one of
/// them, and is killed.
///
/// This works because the process is a child subreaper (``ProcessSetup/becomeSubreaper()``): what loses its parent
/// becomes its child, whatever sessions, groups and double forks it has gone through. Three rules keep it safe:
///
/// 1. Spawning and entry in the table are one step as far as a sweep can see: a sweep waits until no spawn is in
///    progress, and no spawn starts while it looks and kills (a spawn cannot be made under a lock, since
///    swift-subprocess tells the pid only after a suspension).
/// 2. A child in the table is reaped by swift-subprocess, any other by the sweep; always by pid, never "any child".
/// 3. A pid belongs to the table from its spawn until after its reaping, and an entry is removed by its own token, so
///    that a pid that the system uses again is not mistaken for the old one.
package final class ChildTable: Sendable {
    /// Which of the known children a sweep ends too.
    package enum Scope: Sendable {
        /// None: for the daemon, after a worker's death.
        case strangers
        /// Those that do not outlive an attempt: for a worker, at an attempt's end.
        case strangersAndUnpooled
        /// All: for a worker that ends.
        case everything
    }

    /// What a sweep came to.
    package struct Sweep: Sendable, Hashable {
        /// How many processes were killed.
        package var killed = 0
        /// Processes that would not go: in uninterruptible sleep, or another user's. They stay children of this one.
        package var survivors: [Int32] = []
    }

    /// Stands for one entry.
    struct Token: Sendable, Hashable { var serial: Int }

    private struct Entry {
        var token: Token
        var isPooled: Bool
    }

    private struct State {
        var entries: [Int32: Entry] = [:]
        var nextSerial = 0
        var spawnsInProgress = 0
        var isSweeping = false
        var isClosed = false
        var waitingSpawns: [CheckedContinuation<Bool, Never>] = []
    }

    /// How long a killed process may take to die before a sweep goes on without it. Killing is a matter of
    /// milliseconds; a process that hangs in the kernel may never go.
    package static let deathLimit = Duration.seconds(5)

    /// How long a sweep of everything waits for spawns in progress: tasks that a busy processor keeps from running.
    package static let spawnLimit = Duration.milliseconds(200)

    private let state = Mutex(State())
    private let oneSweep = Mutex(())
    private let spawnEnded = WaitWord()

    /// Makes an empty table. A process has one.
    package init() {}

    /// The pids of the known children.
    package var pids: [Int32] { state.withLock { Array($0.entries.keys) } }

    // MARK: Spawning

    /// Announces a spawn; suspends while a sweep is at work. Every `true` is to be followed by one ``endSpawn()``.
    ///
    /// - Returns: false when the table is closed: nothing may be spawned any more.
    func beginSpawn() async -> Bool {
        await withCheckedContinuation { continuation in
            let verdict = state.withLock { state -> Bool? in
                if state.isClosed { return false }
                if state.isSweeping {
                    state.waitingSpawns.append(continuation)
                    return nil
                }
                state.spawnsInProgress += 1
                return true
            }
            if let verdict { continuation.resume(returning: verdict) }
        }
    }

    /// Ends what ``beginSpawn()`` began, whether there is now a child or not.
    func endSpawn() {
        state.withLock { $0.spawnsInProgress -= 1 }
        spawnEnded.advance()
    }

    /// Enters a child; between ``beginSpawn()`` and ``endSpawn()``.
    func enter(_ pid: Int32, isPooled: Bool) -> Token {
        state.withLock { state in
            state.nextSerial += 1
            let token = Token(serial: state.nextSerial)
            state.entries[pid] = Entry(token: token, isPooled: isPooled)
            return token
        }
    }

    /// Removes a child that has been reaped.
    func remove(_ pid: Int32, _ token: Token) {
        state.withLock { state in
            if state.entries[pid]?.token == token { state.entries[pid] = nil }
        }
    }

    /// Lets nothing be spawned from now on.
    package func close() {
        state.withLock { $0.isClosed = true }
    }

    // MARK: Sweeping

    /// Whether this process certainly has no child at all and is not about to; one cheap system call.
    package var hasNoChildren: Bool {
        guard state.withLock({ $0.spawnsInProgress == 0 && !$0.isSweeping }) else { return false }
        return carretel_has_children() == 0
    }

    /// Kills the children in `scope` and what they leave behind, and reaps what is not in the table, until nothing is
    /// left of it. Blocks, usually for some milliseconds: for plain threads; ``ChildReaper`` does it for tasks.
    @discardableResult
    package func sweep(_ scope: Scope = .strangers) -> Sweep {
        oneSweep.withLock { _ in
            holdSpawns(scope)
            defer { letSpawnsGoOn() }
            var sweep = Sweep()
            var cleanRounds = 0
            // A list of children can miss one while others come and go, so one clean look does not settle it.
            while cleanRounds < 2 {
                let found = targets(of: scope, except: sweep.survivors)
                cleanRounds = found.isEmpty ? cleanRounds + 1 : 0
                end(found, in: &sweep)
                if carretel_has_children() == 0 { break }
            }
            return sweep
        }
    }

    private func holdSpawns(_ scope: Scope) {
        state.withLock { $0.isSweeping = true }
        // Where everything is to go, a spawn that does not come to its end cannot be harmed by not being waited for.
        let deadline = scope == .everything ? now + Self.spawnLimit : nil
        while true {
            let seen = spawnEnded.value
            if state.withLock({ $0.spawnsInProgress == 0 }) { return }
            guard spawnEnded.wait(while: seen, until: deadline) else { return }
        }
    }

    private var now: MonotonicInstant { MonotonicInstant(nanoseconds: carretel_monotonic_nanoseconds()) }

    private func letSpawnsGoOn() {
        let (waiting, verdict) = state.withLock { state in
            state.isSweeping = false
            let waiting = state.waitingSpawns
            state.waitingSpawns = []
            if !state.isClosed { state.spawnsInProgress += waiting.count }
            return (waiting, !state.isClosed)
        }
        for continuation in waiting { continuation.resume(returning: verdict) }
    }

    private struct Target {
        var pid: Int32
        /// Reaped here; otherwise by swift-subprocess.
        var isStranger: Bool
    }

    /// The living and dead that are to go. The table is read before the list is made: a child that is reaped and
    /// removed in between is then still known, instead of being killed under a number that has passed to another.
    private func targets(of scope: Scope, except survivors: [Int32]) -> [Target] {
        let known = state.withLock { $0.entries }
        var targets: [Target] = []
        for (pid, entry) in known where scope == .everything || (scope == .strangersAndUnpooled && !entry.isPooled) {
            // Only what lives: the dead are waited for by their owner.
            if carretel_await_death(pid, 0) == 0 { targets.append(Target(pid: pid, isStranger: false)) }
        }
        for pid in listChildren() where known[pid] == nil { targets.append(Target(pid: pid, isStranger: true)) }
        return targets.filter { !survivors.contains($0.pid) }
    }

    private func end(_ targets: [Target], in sweep: inout Sweep) {
        for target in targets { carretel_kill(target.pid, signalKill) }
        for target in targets { awaitDeath(of: target.pid, isReapedHere: target.isStranger, in: &sweep) }
    }

    /// Waits for the death of a child that has been killed.
    func awaitDeath(of pid: Int32, isReapedHere: Bool, in sweep: inout Sweep) {
        guard carretel_await_death(pid, Int32(Self.deathLimit.wholeMilliseconds)) == 1 else {
            sweep.survivors.append(pid)
            return
        }
        sweep.killed += 1
        guard isReapedHere else { return }
        var end = carretel_end()
        unsafe carretel_reap(pid, &end)
    }

    /// Runs `body` while no sweep is at work.
    func exclusively(_ body: () -> Sweep) -> Sweep { oneSweep.withLock { _ in body() } }

    /// At most this many children are handled in one round; the rest in the next.
    private static let roundLimit = 4_096

    private func listChildren() -> [Int32] {
        unsafe [Int32](unsafeUninitializedCapacity: Self.roundLimit) { buffer, count in
            count = Int(max(unsafe carretel_list_children(buffer.baseAddress, Int32(Self.roundLimit)), 0))
        }
    }
}
