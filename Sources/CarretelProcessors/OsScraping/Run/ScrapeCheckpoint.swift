import CarretelCore

/// Where another attempt of the job goes on. Small, because it is saved after every service order: what was answered
/// stands in the data file.
struct ScrapeCheckpoint: Sendable, Hashable {
    /// A service order that was asked for and has no answer.
    struct Open: Sendable, Hashable {
        var tries: Int
        /// The round of its last try.
        var round: Int
        /// What kept it from an answer.
        var code: String
    }

    var batchName: String
    /// How far ``ScrapedOrders/fileName`` is.
    var file: DataFileMark?
    /// How often the list has been gone through before: open ones are asked for again in the next round.
    var round = 0
    /// Service orders before it, counted in the list without repetitions, have had their turn in this round.
    var position = 0
    /// The end of the batch in hand; not above ``position`` when there is none.
    var end = 0
    /// Batches begun in this round.
    var batch = 0
    /// Batches begun in all rounds.
    var batches = 0
    /// When the latest batches began, oldest first.
    var starts: [Timestamp] = []
    /// Whether a batch may begin that the lane's limits on starts have counted: so until the job's first one has begun,
    /// and in an attempt that was put off for it.
    var isPaid = true
    /// By place in the list.
    var open: [Int: Open] = [:]

    init(batchName: String) { self.batchName = batchName }

    /// Notes that a batch begins.
    mutating func begin(_ end: Int, at moment: Timestamp) {
        self.end = end
        batch += 1
        batches += 1
        isPaid = false
        starts.append(moment)
        // As many as any limit is likely to count.
        if starts.count > 20 { starts.removeFirst() }
    }

    /// Notes that the list is gone through once more.
    mutating func beginRound() {
        round += 1
        position = 0
        end = 0
        batch = 0
    }
}

extension ScrapeCheckpoint {
    private static let schema = "os-scraping/1"

    /// Reads what ``bytes`` gave; nil for anything else.
    init?(_ json: JSONValue?) {
        guard let json, json["schema"]?.string == Self.schema, let name = json["batch_name"]?.string else { return nil }
        self.init(batchName: name)
        file = DataFileMark(json["file"])
        func number(_ name: String) -> Int { max(0, json[name]?.int64.map { Int($0) } ?? 0) }
        round = number("round")
        position = number("position")
        end = number("end")
        batch = number("batch")
        batches = number("batches")
        isPaid = json["paid"]?.boolean ?? false
        starts = (json["starts"].map { Array($0.elements) } ?? []).compactMap { $0.int64 }.map {
            Timestamp(microseconds: $0)
        }
        for entry in json["open"].map({ Array($0.elements) }) ?? [] {
            guard let place = entry["n"]?.int64, let tries = entry["t"]?.int64, let round = entry["r"]?.int64,
                let code = entry["c"]?.string
            else { continue }
            open[Int(place)] = Open(tries: Int(tries), round: Int(round), code: code)
        }
    }

    /// One JSON object.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("schema", Self.schema)
        writer.member("batch_name", batchName)
        if let file {
            writer.name("file")
            file.write(to: &writer)
        }
        writer.member("round", round)
        writer.member("position", position)
        writer.member("end", end)
        writer.member("batch", batch)
        writer.member("batches", batches)
        writer.member("paid", isPaid)
        writer.name("starts")
        writer.beginArray()
        for moment in starts { writer.integer(moment.microseconds) }
        writer.endArray()
        writer.name("open")
        writer.beginArray()
        for (place, entry) in open.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.member("n", place)
            writer.member("t", entry.tries)
            writer.member("r", entry.round)
            writer.member("c", entry.code)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
