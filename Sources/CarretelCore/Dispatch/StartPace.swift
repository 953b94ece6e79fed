/// How far the starts of a short lane may run ahead of its workers: as far as these come in
/// ``DispatchSettings/startHorizon`` by the pace of their latest attempts.
///
/// Workers with quick jobs would wait for the disk if a start was only written once one of them is free. But a job whose
/// start is written does not expire any more and is not overtaken, so jobs that take long are not started ahead at all.
struct StartPace: Sendable {
    /// How much of the mean the latest attempt is: one eighth, so that one that was held up does not count for much and
    /// some ten change it.
    private static let weight = 8

    private let horizon: Duration
    private let limit: Int
    /// How long an attempt takes, by the latest.
    private var mean: Duration

    init(_ settings: DispatchSettings) {
        horizon = settings.startHorizon
        limit = settings.startWindow
        mean = settings.assumedRun
    }

    /// Notes how long an attempt took.
    mutating func note(_ run: Duration) { mean += (max(run, .zero) - mean) / Self.weight }

    /// How many attempts may be started, of which `slots` run.
    func window(slots: Int) -> Int {
        let each = mean > .zero ? Int(min(horizon / mean, Double(limit))) : limit
        return max(slots, min(slots * each, limit))
    }
}
