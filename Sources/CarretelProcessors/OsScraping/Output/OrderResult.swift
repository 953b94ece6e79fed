import CarretelCore

/// What a job says of one service order: a line of the data file.
struct OrderResult: Sendable, Hashable {
    /// The seed's own words.
    enum Status: String, Sendable, Hashable, CaseIterable {
        case success
        case notFound = "not_found"
        case error
    }

    var os: String
    var status: Status
    /// Of a success: field by field, one JSON object.
    var data: [UInt8]?
    /// Why there is no answer.
    var reason: FailureReason?
    /// Nil when no portal was asked.
    var engine: EngineName?
    var origin: ScrapingUsage.Origin
    /// Of the last try.
    var time: Duration
    var tries: Int
    /// When the portal said it.
    var readAt: Timestamp

    /// `success`, `not_found`, or what kept it from an answer.
    var outcome: String { reason?.code ?? status.rawValue }

    /// The same for a number that stands in the job once more.
    var repeated: OrderResult {
        var copy = self
        copy.origin = .duplicate
        copy.time = .zero
        copy.tries = 0
        return copy
    }

    /// The row of statistics that it makes.
    func usage(at moment: Timestamp) -> StatisticsRow {
        .scrapingUsage(
            ScrapingUsage(
                osNumber: os, outcome: outcome, isSuccess: status != .error, origin: origin, engine: engine?.rawValue,
                processingTime: time, createdAt: moment))
    }

    /// The line, its line break included.
    var line: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("os", os)
        writer.member("status", status.rawValue)
        if let data { writer.member("data", raw: data) }
        writer.member("code", reason?.code)
        writer.member("class", reason?.failureClass.rawValue)
        writer.member("message", reason?.message)
        writer.member("engine", engine?.rawValue)
        writer.member("origin", origin.rawValue)
        writer.name("seconds")
        writer.decimal(time.wholeMilliseconds, places: 3)
        writer.member("tries", tries)
        writer.member("read_at", readAt)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}

extension OrderRecord {
    /// One JSON object, a member for each field; of two fields with one name the first.
    var json: [UInt8] {
        var writer = JSONWriter()
        var names: Set<String> = []
        writer.beginObject()
        for field in fields where names.insert(field.name).inserted {
            writer.name(field.name)
            writer.string(field.value)
        }
        writer.endObject()
        return writer.bytes
    }
}
