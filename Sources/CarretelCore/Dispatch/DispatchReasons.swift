/// The reasons that the dispatch machine itself gives.
extension FailureReason {
    /// The code of every ending by cancellation, also where a processor is told so.
    package static let cancelledCode = "cancelled"

    static let cancelledOnRequest = FailureReason(
        .policy, code: cancelledCode, message: "It was cancelled on request.")

    static let cancelledUnasked = FailureReason(
        .transient, code: "unexpected_cancellation",
        message: "The worker says that it was cancelled, but nobody asked.")

    static let interrupted = FailureReason(
        .transient, code: "interrupted", message: "The daemon stopped while this attempt was running.")

    static let expired = FailureReason(
        .policy, code: "expired", message: "Its expires_at passed while it waited.")

    static func timedOut(after limit: Duration) -> FailureReason {
        FailureReason(
            .policy, code: "timed_out", message: "The attempt reached its time limit of \(seconds(limit)) s.",
            hint: "Give the job a larger timeout_seconds, or less to do.")
    }

    static func workerDied(_ death: WorkerDeath) -> FailureReason {
        switch death {
        case .exited(let code):
            FailureReason(
                .transient, code: "worker_died", message: "Its worker process ended with exit code \(code) under it.")
        case .signalled(let signal):
            FailureReason(
                .transient, code: "worker_died", message: "Its worker process was ended by signal \(signal) under it.")
        case .outOfMemory:
            FailureReason(
                .transient, code: "out_of_memory", message: "Its worker process was killed for lack of memory.")
        case .notStarted(let words):
            FailureReason(.transient, code: "worker_died", message: "Its worker process did not start: \(words)")
        }
    }

    static func poisonedByDeaths(_ count: Int, last: FailureReason) -> FailureReason {
        FailureReason(
            .policy, code: "poison_job", message: "\(count) workers died under it. The last time: \(last.message)",
            hint: "Look at the daemon's log and the job's parameters before submitting it again.")
    }

    static func poisonedByInterruptions(_ count: Int) -> FailureReason {
        FailureReason(
            .policy, code: "poison_job",
            message: "The daemon ended \(count) times in a row while this job was running, and no other job ended.",
            hint: "Look at the daemon's log and the job's parameters before submitting it again.")
    }

    static func keyConflict(with id: JobID) -> FailureReason {
        FailureReason(
            .permanent, code: "key_conflict",
            message: "The job \(id.text) has the same type and key, but other parameters.", pointer: "/key",
            hint: "Use a key of its own for every set of parameters.")
    }

    static func unknownType(_ type: String) -> FailureReason {
        FailureReason(.permanent, code: "unknown_type", message: "There is no job type \(type).", pointer: "/type")
    }

    private static func seconds(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        let rest = milliseconds % 1_000
        guard rest != 0 else { return "\(milliseconds / 1_000)" }
        let digits = String(1_000 + rest).dropFirst()
        return "\(milliseconds / 1_000).\(digits)"
    }
}
