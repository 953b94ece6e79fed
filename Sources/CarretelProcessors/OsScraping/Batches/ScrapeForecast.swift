import CarretelCore

/// How long service orders take: pure arithmetic over groups, pauses, batches and the limits on starts.
struct ScrapeForecast: Sendable {
    /// What a service order is taken to need before any was measured.
    static let assumedSecondsEach = Duration.seconds(5)

    private let settings: ScrapeSettings
    private let startLimits: [LaneDescriptor.StartLimit]

    init(_ settings: ScrapeSettings, startLimits: [LaneDescriptor.StartLimit]) {
        self.settings = settings
        self.startLimits = startLimits
    }

    /// How many batches so many service orders are.
    func batches(of orders: Int) -> Int { (max(0, orders) + settings.batchSize - 1) / settings.batchSize }

    /// From the start to the end of a job of which nothing has run, when nobody else uses up the limits on starts.
    ///
    /// - Parameters:
    ///   - orders: how many different ones.
    ///   - each: what one is taken to need.
    /// - Returns: all pauses included.
    func duration(of orders: Int, each: Duration = assumedSecondsEach) -> Duration {
        let beginning = Timestamp(microseconds: 0)
        return end(inHand: 0, beyond: orders, each: each, starts: [], now: beginning) - beginning
    }

    /// What a person should know before handing in so many: nil for what is one batch.
    func sentence(of orders: Int) -> String? {
        let count = batches(of: orders)
        guard count > 1 else { return nil }
        let limits = startLimits.map {
            "with at most \($0.count) \($0.count == 1 ? "batch" : "batches") started in \(Self.window($0.window)) "
        }
        return "\(Self.grouped(orders)) service orders are \(count) batches of up to \(settings.batchSize); "
            + "\(limits.joined(separator: "and "))that takes about \(Self.roundedUp(duration(of: orders)))."
    }

    /// What is left of a job.
    ///
    /// - Parameters:
    ///   - inHand: service orders left of the batch that runs.
    ///   - beyond: those of later batches.
    ///   - each: what one has needed so far.
    ///   - starts: when the latest batches of the job began, oldest first.
    ///   - now: the wall clock.
    /// - Returns: all pauses included.
    func remaining(
        inHand: Int, beyond: Int, each: Duration, starts: [Timestamp], now: Timestamp
    ) -> Duration {
        end(inHand: inHand, beyond: beyond, each: each, starts: starts, now: now) - now
    }

    /// When the batch after the one that ends now may begin, as far as this job's own starts decide.
    func nextStart(after starts: [Timestamp], now: Timestamp) -> Timestamp {
        let earliest = now + settings.batchPause
        let window = SlidingWindow(limits: startLimits, moments: starts)
        return max(earliest, window.opening(at: earliest) ?? earliest)
    }

    private func end(
        inHand: Int, beyond: Int, each: Duration, starts: [Timestamp], now: Timestamp
    ) -> Timestamp {
        var window = SlidingWindow(limits: startLimits, moments: starts)
        var moment = now + duration(ofBatch: inHand, each: each)
        var left = beyond
        var isFirst = inHand == 0 && starts.isEmpty
        while left > 0 {
            if !isFirst { moment = moment + settings.batchPause }
            isFirst = false
            moment = max(moment, window.opening(at: moment) ?? moment)
            window.record(moment)
            let size = min(left, settings.batchSize)
            moment = moment + duration(ofBatch: size, each: each)
            left -= size
        }
        return moment
    }

    /// A batch without its waiting: groups of which so many are asked for at once, and the pauses between them.
    private func duration(ofBatch orders: Int, each: Duration) -> Duration {
        guard orders > 0 else { return .zero }
        let (whole, rest) = orders.quotientAndRemainder(dividingBy: settings.groupSize)
        let groups = whole + (rest > 0 ? 1 : 0)
        let rounds = whole * rounds(settings.groupSize) + rounds(rest)
        return each * rounds + settings.groupPause * (groups - 1)
    }

    private func rounds(_ orders: Int) -> Int { (orders + settings.parallel - 1) / settings.parallel }
}

extension ScrapeForecast {
    /// Up to the next minute, or hour: nobody has to know better, and being done earlier is no broken promise.
    private static func roundedUp(_ duration: Duration) -> String {
        let minutes = Int((duration.wholeMilliseconds + 59_999) / 60_000)
        guard minutes > 120 else { return minutes == 1 ? "a minute" : "\(minutes) minutes" }
        return "\((minutes + 59) / 60) hours"
    }

    private static func window(_ duration: Duration) -> String {
        let seconds = duration.wholeMilliseconds / 1_000
        return seconds % 60 == 0 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
    }

    /// `10,000`: no job has more.
    private static func grouped(_ number: Int) -> String {
        guard number >= 1_000 else { return String(number) }
        let rest = String(number % 1_000)
        return "\(number / 1_000),\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
