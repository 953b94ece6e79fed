package import CarretelCore

/// `echo`: its output is its parameters, and on request it misbehaves in every way that a processor can. For tests,
/// benchmarks and doctors.
package struct EchoProcessor: Processor {
    package static let descriptor = JobTypeDescriptor(
        name: "echo",
        summary: "Gives its parameters back; on request waits, fails, crashes, hangs or leaves processes behind.",
        lane: LaneDescriptor(name: "echo", slots: 2, depth: 4),
        defaultTimeout: .seconds(60), timeoutCeiling: .seconds(3_600), maxAttempts: 3,
        parameters: EchoParameters.schema,
        sample: #"{"type": "echo", "parameters": {"greeting": "bom dia", "number": 1.50}}"#)

    package init() {}

    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let wishes = EchoParameters(attempt.parameters)
        for way in wishes.spawn { try await spawn(way, attempt) }
        if let permit = wishes.permit { try await attempt.acquire(permit: permit) }
        if let delay = wishes.delay { await wait(delay, attempt) }
        if let crash = wishes.crash { try await crashNow(crash, attempt) }
        if let hang = wishes.hang { await hangForEver(hang) }
        if attempt.isCancelled { return .cancelled }
        if let failure = wishes.failure {
            throw FailureReason(failure, code: "echo_failed", message: "The job asked for a \(failure) failure.")
        }
        return .succeeded(output: attempt.parameters.singleLine, files: [])
    }

    /// Waits in steps, so that progress can be watched.
    private func wait(_ delay: Duration, _ attempt: any AttemptContext) async {
        let step = Duration.milliseconds(250)
        var waited = Duration.zero
        while waited < delay, !attempt.isCancelled {
            await attempt.wait(min(step, delay - waited))
            waited += step
            let share = Double(waited.wholeMilliseconds) / Double(max(delay.wholeMilliseconds, 1))
            attempt.report(Progress(percent: min(share * 100, 100), message: "Waiting as asked"))
        }
    }

    /// Starts a process that outlives its parent. The shell ends at once; what it leaves runs on for ten minutes.
    private func spawn(_ way: EchoParameters.Spawn, _ attempt: any AttemptContext) async throws(FailureReason) {
        _ = try await attempt.runChild(
            ChildCommand(
                executable: "/bin/sh", arguments: ["-c", way.script], environment: ["PATH": "/usr/bin:/bin"]))
    }

    private func crashNow(_ crash: EchoParameters.Crash, _ attempt: any AttemptContext) async throws(FailureReason) {
        switch crash {
        case .exit: attempt.endWorker(code: 70)
        case .signal:
            // The shell's parent is the worker. SIGKILL, because the runtime catches the signals of faults.
            _ = try await attempt.runChild(
                ChildCommand(executable: "/bin/sh", arguments: ["-c", "kill -KILL $PPID"]))
        }
        await hangForEver(.sleep)
    }

    /// Never returns and takes no notice of cancellation, which is the point of it.
    private func hangForEver(_ hang: EchoParameters.Hang) async {
        var turns: UInt64 = 0
        while true {
            switch hang {
            case .burn: turns &+= 1
            // A sleep ended early by a cancelled task only goes round once more.
            case .sleep: try? await Task.sleep(for: .seconds(3_600))
            }
        }
    }
}
