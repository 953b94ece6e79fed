package import CarretelCore
import Subprocess
import Synchronization
import SystemPackage

/// A program started by this one, known to its ``ChildTable`` from birth to burial.
package final class ChildProcess: Sendable {
    /// What to start.
    package struct Launch: Sendable {
        /// An absolute path, or a name that is looked up in PATH.
        package var executable: String
        package var arguments: [String]
        /// All that it sees; nothing is inherited.
        package var environment: [String: String]
        /// Where its standard error goes: a descriptor of this process, which stays open.
        package var standardError: Int32 = 2
        /// Whether it may outlive the attempt that started it (a browser); it never outlives the process.
        package var isPooled = false
        /// Whether its standard input and output are pipes to this process; otherwise they are `/dev/null`.
        package var hasPipes = true

        /// Describes a launch; standard error is this process's own.
        package init(executable: String, arguments: [String], environment: [String: String]) {
            self.executable = executable
            self.arguments = arguments
            self.environment = environment
        }
    }

    private enum Phase {
        /// Not yet spawned; a signal asked for in the meantime is sent as soon as there is somebody to get it.
        case starting(pendingSignal: Int32?)
        case running(pid: Int32)
        case ended
    }

    private struct State {
        var phase = Phase.starting(pendingSignal: nil)
        var wasKilledByUs = false
    }

    /// The write end of its standard input, non-blocking; closed when it has no pipes. Closing it tells the child to
    /// end.
    package let input: PipeEnd
    /// The read end of its standard output, non-blocking; closed when it has no pipes.
    package let output: PipeEnd
    private let state = Mutex(State())

    private init(input: PipeEnd, output: PipeEnd) {
        self.input = input
        self.output = output
    }

    /// Starts a program in a process group of its own, its standard input and output on pipes, with all signals at
    /// their defaults and no other descriptor inherited.
    ///
    /// Returns before it runs; what fails later (the program is not there) comes as ``WorkerDeath/notStarted(_:)``.
    ///
    /// - Parameters:
    ///   - launch: what to start.
    ///   - reaper: whose table the child is entered in.
    ///   - onExit: called once, on the reaper's thread, when the child has ended, is reaped, and everything that it
    ///     left behind is gone.
    /// - Throws: ``SystemError`` when no pipe can be made; `onExit` is then not called.
    /// - Returns: the child, maybe not yet spawned.
    package static func start(
        _ launch: Launch, reaper: ChildReaper, onExit: @escaping @Sendable (WorkerDeath) -> Void
    ) throws(SystemError) -> ChildProcess {
        let ends: ChildEnds
        let child: ChildProcess
        if launch.hasPipes {
            let input = try PipeEnd.makePipe()
            let output = try PipeEnd.makePipe()
            try input.writing.makeNonBlocking()
            try output.reading.makeNonBlocking()
            child = ChildProcess(input: input.writing, output: output.reading)
            ends = ChildEnds(input: input.reading, output: output.writing)
        } else {
            child = ChildProcess(input: PipeEnd(-1), output: PipeEnd(-1))
            ends = ChildEnds(input: try PipeEnd.openNull(), output: try PipeEnd.openNull())
        }
        // Owned by the table: it ends with the child, and the reaper tells of it.
        Task {
            let death = await child.run(launch, ends: ends, reaper: reaper)
            reaper.afterSweep { onExit(death) }
        }
        return child
    }

    /// The child's own ends of its pipes; swift-subprocess closes them here once it has them.
    private struct ChildEnds {
        var input: PipeEnd
        var output: PipeEnd
    }

    private func run(_ launch: Launch, ends: ChildEnds, reaper: ChildReaper) async -> WorkerDeath {
        let table = reaper.table
        guard await table.beginSpawn() else { return .notStarted("This process is ending.") }
        let spawned = Mutex<(pid: Int32, token: ChildTable.Token)?>(nil)
        do {
            let status = try await Subprocess.run(
                launch.subprocess,
                input: .fileDescriptor(FileDescriptor(rawValue: ends.input.take()), closeAfterSpawningProcess: true),
                output: .fileDescriptor(FileDescriptor(rawValue: ends.output.take()), closeAfterSpawningProcess: true),
                error: .fileDescriptor(FileDescriptor(rawValue: launch.standardError), closeAfterSpawningProcess: false)
            ) { execution in
                let pid = execution.processIdentifier.value
                spawned.withLock { $0 = (pid, table.enter(pid, isPooled: launch.isPooled)) }
                table.endSpawn()
                began(pid)
            }.terminationStatus
            ended(spawned.withLock { $0 }, in: table)
            return death(status, reaper: reaper)
        } catch {
            let child = spawned.withLock { $0 }
            if child == nil { table.endSpawn() }
            ended(child, in: table)
            return .notStarted("\(launch.executable): \(error)")
        }
    }

    private func began(_ pid: Int32) {
        state.withLock { state in
            if case .starting(let signal?) = state.phase { signalGroup(pid, signal) }
            state.phase = .running(pid: pid)
        }
    }

    private func ended(_ spawned: (pid: Int32, token: ChildTable.Token)?, in table: ChildTable) {
        state.withLock { $0.phase = .ended }
        if let spawned { table.remove(spawned.pid, spawned.token) }
    }

    private func death(_ status: TerminationStatus, reaper: ChildReaper) -> WorkerDeath {
        switch status {
        case .exited(let code): return .exited(code: code)
        case .signaled(let signal):
            let isOurs = state.withLock { $0.wasKilledByUs }
            // The kernel kills for memory with SIGKILL; one that we sent ourselves needs no other explanation.
            if signal == signalKill, !isOurs, reaper.memoryKillHappened() { return .outOfMemory }
            return .signalled(signal: signal)
        }
    }

    /// Its pid while it runs; nil before and after.
    package var pid: Int32? {
        state.withLock { state in
            if case .running(let pid) = state.phase { pid } else { nil }
        }
    }

    /// Signals its process group: SIGTERM, or SIGKILL when `force` is set. Nothing happens when it has ended.
    package func kill(force: Bool) {
        let signal = force ? signalKill : signalTerminate
        state.withLock { state in
            if force { state.wasKilledByUs = true }
            switch state.phase {
            case .starting: state.phase = .starting(pendingSignal: signal)
            case .running(let pid): signalGroup(pid, signal)
            case .ended: break
            }
        }
    }

    /// Its resident memory in bytes; nil when it does not run.
    package var residentBytes: Int? { pid.flatMap { ProcessMemory.residentBytes(of: $0) } }
}

extension ChildProcess.Launch {
    /// The same in the words of swift-subprocess.
    fileprivate var subprocess: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            guard let key = Environment.Key(rawValue: name) else { continue }
            variables[key] = value
        }
        return Configuration(
            executable: executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(arguments), environment: .custom(variables), platformOptions: options)
    }
}
