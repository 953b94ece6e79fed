import CarretelCore

/// Which service orders a job asks for, and how each stands. What was said of them is in the data file.
struct ScrapedOrders: Sendable {
    static let fileName = "results.jsonl"

    /// Each once, in the order of the job.
    let orders: [String]
    /// How many more times each stands in the job.
    let repetitions: [Int]
    /// As they stand in the job, repetitions included.
    let total: Int
    /// By place in ``orders``; nil without an answer that is final.
    private(set) var answers: [OrderResult.Status?]
    private(set) var tally = Tally()

    /// Counts for progress, output and statistics; a number that stands twice counts twice.
    struct Tally: Sendable, Hashable {
        var succeeded = 0
        var notFound = 0
        var errors = 0
        /// Of answers of the portal alone.
        var measured = 0
        var measuredTime = Duration.zero
        var engines: [EngineName: Int] = [:]
        var origins: [ScrapingUsage.Origin: Int] = [:]

        var processed: Int { succeeded + notFound + errors }
        /// What service orders took that the portal was asked for; nil before any.
        var timeEach: Duration? { measured > 0 ? measuredTime / measured : nil }
        /// As the replaced system counted.
        var errorsAndNotFound: Int { errors + notFound }
    }

    init(_ numbers: [String]) {
        var places: [String: Int] = [:]
        var orders: [String] = []
        var repetitions: [Int] = []
        for number in numbers {
            if let place = places[number] {
                repetitions[place] += 1
            } else {
                places[number] = orders.count
                orders.append(number)
                repetitions.append(0)
            }
        }
        self.orders = orders
        self.repetitions = repetitions
        total = numbers.count
        answers = Array(repeating: nil, count: orders.count)
    }

    /// The places without an answer.
    var open: [Int] { answers.indices.filter { answers[$0] == nil } }

    /// Takes an answer over.
    mutating func close(_ place: Int, _ result: OrderResult) {
        answers[place] = result.status
        count(result)
        for _ in 0..<repetitions[place] { count(result.repeated) }
    }

    /// Takes over what an attempt before has written; repetitions have lines of their own.
    mutating func restore(_ result: OrderResult, places: [String: Int]) {
        guard let place = places[result.os] else { return }
        answers[place] = result.status
        count(result)
    }

    /// The number that a line of the data file is about.
    static func number(_ line: [UInt8]) -> String? {
        (try? JSONValue(parsing: line))?["os"]?.string  // Our own line: it parses.
    }

    /// Reads a line of the data file, without what the portal said; nil for what is none.
    static func result(_ line: [UInt8]) -> OrderResult? {
        guard let json = try? JSONValue(parsing: line),  // Our own line, whole by the mark: it parses.
            let os = json["os"]?.string,
            let status = json["status"]?.string.flatMap({ OrderResult.Status(rawValue: $0) }),
            let origin = json["origin"]?.string.flatMap({ ScrapingUsage.Origin(rawValue: $0) })
        else { return nil }
        let reason = json["code"]?.string.map { code in
            FailureReason(
                json["class"]?.string.flatMap { FailureClass(rawValue: $0) } ?? .permanent, code: code,
                message: json["message"]?.string ?? "")
        }
        return OrderResult(
            os: os, status: status, reason: reason,
            engine: json["engine"]?.string.flatMap { EngineName(rawValue: $0) }, origin: origin,
            time: seconds(json["seconds"]?.numberText), tries: json["tries"]?.int64.map { Int($0) } ?? 0,
            readAt: Timestamp(microseconds: 0))
    }

    private mutating func count(_ result: OrderResult) {
        switch result.status {
        case .success: tally.succeeded += 1
        case .notFound: tally.notFound += 1
        case .error: tally.errors += 1
        }
        tally.origins[result.origin, default: 0] += 1
        guard result.origin == .portal, result.status != .error, let engine = result.engine else { return }
        tally.engines[engine, default: 0] += 1
        tally.measured += 1
        tally.measuredTime += result.time
    }

    /// Seconds with three places, as a line has them.
    private static func seconds(_ text: String?) -> Duration {
        guard let parts = text?.split(separator: "."), let whole = parts.first.flatMap({ Int64($0) }) else {
            return .zero
        }
        let fraction = parts.count == 2 ? String(parts[1].prefix(3)) : ""
        let padded = fraction + String(repeating: "0", count: 3 - fraction.count)
        return .seconds(whole) + .milliseconds(Int64(padded) ?? 0)
    }
}
