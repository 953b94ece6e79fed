// How each thing that is watched stands, in figures and words.

extension AlertMachine {
    /// How one thing stands.
    struct Reading {
        var measure: AlertMeasure
        var isTooMuch: Bool
        /// Whether an alert that was raised is over; between the two it stays as it is.
        var isOver: Bool
    }

    /// Whether so many hundredths of something are below the limit by so much that an alert is over.
    private static func isOver(_ value: Int, limit: Int) -> Bool { value * 100 < limit * clearingPercent }

    var taskLimit: Duration { .seconds(thresholds.taskSeconds) }

    /// How one thing stands; nil when nothing is known of it, or it is not watched.
    func reading(of kind: AlertMeasure.Kind, at now: Timestamp) -> Reading? {
        switch kind {
        case .errorRate: errorRate
        case .duration: duration(at: now)
        case .waiting: waitingJobs
        case .memory: memory
        }
    }

    private var errorRate: Reading? {
        let tries = minutes.reduce(0) { $0 + $1.tries }
        let failures = minutes.reduce(0) { $0 + $1.failures }
        let limit = thresholds.errorRatePercent
        guard limit > 0, tries > 0 else { return nil }
        // Cut, not rounded: 20.04 % is shown as 20 %, but it is more.
        let tenths = failures * 1_000 / tries
        let percent = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return Reading(
            measure: AlertMeasure(
                kind: .errorRate, value: Double(tenths) / 10, limit: limit,
                words: "\(failures) of \(tries) tries of the last \(Self.windowMinutes) min failed: \(percent) %, "
                    + "the limit is \(limit) %"),
            isTooMuch: tries >= thresholds.errorRateMinimum && failures * 100 > limit * tries,
            isOver: Self.isOver(failures * 100, limit: limit * tries))
    }

    /// A running attempt that stands still goes before what is over.
    private func duration(at now: Timestamp) -> Reading? {
        guard thresholds.taskSeconds > 0 else { return nil }
        let limit = HumanText.duration(taskLimit)
        if let (job, stuck) = running.min(by: { ($0.value.since, $0.key) < ($1.value.since, $1.key) }),
            now - stuck.since > taskLimit
        {
            return reading(
                of: now - stuck.since,
                "a running attempt (job number \(job.rawValue)) has finished nothing since "
                    + "\(stuck.since.rfc3339Milliseconds), the limit is \(limit)")
        }
        guard let minute = minutes.max(by: { $0.slowest < $1.slowest }), minute.slowest > .zero else { return nil }
        return reading(
            of: minute.slowest,
            "\(minute.slowestSubject) took \(HumanText.duration(minute.slowest)), the longest of the last "
                + "\(Self.windowMinutes) min, the limit is \(limit)")
    }

    private func reading(of duration: Duration, _ words: String) -> Reading {
        let seconds = Double(duration.wholeMilliseconds / 100) / 10
        return Reading(
            measure: AlertMeasure(
                kind: .duration, value: seconds, limit: thresholds.taskSeconds, words: words),
            isTooMuch: duration > taskLimit, isOver: duration <= taskLimit)
    }

    private var waitingJobs: Reading? {
        guard thresholds.waiting > 0, let waiting else { return nil }
        return Reading(
            measure: AlertMeasure(
                kind: .waiting, value: Double(waiting), limit: thresholds.waiting,
                words: "\(waiting) \(waiting == 1 ? "job waits" : "jobs wait"), the limit is \(thresholds.waiting)"),
            isTooMuch: waiting > thresholds.waiting, isOver: Self.isOver(waiting, limit: thresholds.waiting))
    }

    private var memory: Reading? {
        guard thresholds.memoryMiB > 0, let memoryBytes else { return nil }
        let limit = thresholds.memoryMiB << 20
        return Reading(
            measure: AlertMeasure(
                kind: .memory, value: Double(memoryBytes >> 20), limit: thresholds.memoryMiB,
                words: "workers and what they started hold \(HumanText.bytes(memoryBytes)), the limit is "
                    + HumanText.bytes(limit)),
            isTooMuch: memoryBytes > limit, isOver: Self.isOver(memoryBytes, limit: limit))
    }
}
