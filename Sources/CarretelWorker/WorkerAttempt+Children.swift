import CarretelCore
import CarretelSystem
import Synchronization

extension WorkerAttempt {
    func runChild(_ command: ChildCommand) async throws(FailureReason) -> ChildEnd {
        try refuseIfCancelled()
        var launch = ChildProcess.Launch(
            executable: command.executable, arguments: command.arguments, environment: command.environment)
        launch.hasPipes = false
        switch await run(launch) {
        case .success(.exited(let code)): return .exited(code: code)
        case .success(.signalled(let signal)):
            try refuseIfCancelled()
            return .signalled(signal: signal)
        case .success(.outOfMemory):
            throw FailureReason(
                .transient, code: "child_out_of_memory", message: "\(command.executable) was killed for memory.")
        case .success(.notStarted(let why)):
            throw FailureReason(.transient, code: "child_not_started", message: why)
        case .failure(let error):
            throw FailureReason(.transient, code: "child_not_started", message: "\(command.executable): \(error)")
        }
    }

    private func run(_ launch: ChildProcess.Launch) async -> Result<WorkerDeath, SystemError> {
        let listener = Mutex<Int?>(nil)
        let end = await withCheckedContinuation { (continuation: CheckedContinuation<_, Never>) in
            do throws(SystemError) {
                let child = try ChildProcess.start(launch, reaper: reaper) { death in
                    continuation.resume(returning: Result<WorkerDeath, SystemError>.success(death))
                }
                listener.withLock { $0 = cancellation.listen { child.kill(force: true) } }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        cancellation.forget(listener.withLock { $0 })
        return end
    }

    func endWorker(code: Int32) { ProcessSetup.exitNow(code) }
}
