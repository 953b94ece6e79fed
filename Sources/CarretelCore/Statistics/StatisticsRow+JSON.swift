extension StatisticsRow {
    /// Writes the row as one object, whose member `table` says which kind it is.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        switch self {
        case .scrapingUsage(let usage):
            writer.member("table", "scraping_usage_stats" as StaticString)
            writer.member("os_number", usage.osNumber)
            writer.member("outcome", usage.outcome)
            writer.member("success", usage.isSuccess)
            writer.member("origin", usage.origin.rawValue)
            writer.optionalMember("engine", usage.engine)
            writer.member("processing_us", usage.processingTime.wholeMicroseconds)
            writer.member("created_at", usage.createdAt)
        case .scrapingBatch(let batch):
            writer.member("table", "scraping_batch_stats" as StaticString)
            writer.member("batch_name", batch.batchName)
            writer.member("total_os", batch.totalOS)
            writer.member("success_count", batch.successCount)
            writer.member("error_count", batch.errorCount)
            writer.member("status", batch.status.rawValue)
            writer.member("updated_at", batch.updatedAt)
        }
        writer.endObject()
    }

    /// Reads a row of a checkpoint frame.
    init(_ value: JSONValue) throws(FailureReason) {
        let fields = try JSONFields(value, subject: "A row of the frame", name: "checkpoint", code: "frame_invalid")
        switch try fields.string("table") {
        case "scraping_usage_stats": self = .scrapingUsage(try ScrapingUsage(fields))
        case "scraping_batch_stats": self = .scrapingBatch(try ScrapingBatch(fields))
        default: throw fields.failure("is of no known table")
        }
    }
}

extension ScrapingUsage {
    fileprivate init(_ fields: JSONFields) throws(FailureReason) {
        self.init(
            osNumber: try fields.string("os_number"), outcome: try fields.string("outcome"),
            isSuccess: try fields.boolean("success"), origin: try fields.choice("origin", of: Origin.self),
            engine: try fields.optionalString("engine"),
            processingTime: .microseconds(try fields.integer("processing_us")),
            createdAt: try fields.timestamp("created_at"))
    }
}

extension ScrapingBatch {
    fileprivate init(_ fields: JSONFields) throws(FailureReason) {
        self.init(
            batchName: try fields.string("batch_name"), totalOS: try fields.integer("total_os"),
            successCount: try fields.integer("success_count"), errorCount: try fields.integer("error_count"),
            status: try fields.choice("status", of: Status.self), updatedAt: try fields.timestamp("updated_at"))
    }
}
