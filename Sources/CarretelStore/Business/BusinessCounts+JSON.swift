import CarretelCore

extension BusinessCounts {
    /// As `sync_cursors.counts` has them.
    var stored: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("inserted", inserted)
        writer.member("updated", updated)
        writer.member("unchanged", unchanged)
        writer.member("removed", removed)
        writer.name("ignored")
        writer.beginObject()
        for (reason, count) in ignored.sorted(by: { $0.key < $1.key }) {
            writer.name(reason)
            writer.integer(count)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    /// Reads what ``stored`` wrote.
    ///
    /// - Throws: `corrupt` for anything else.
    init(stored: [UInt8]) throws(StoreFailure) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: stored)
        } catch {
            throw StoreFailure(.corrupt, "The counts of a job are no JSON.", cause: error.message)
        }
        func count(_ name: StaticString) -> Int { json.member(name)?.int64.map { Int($0) } ?? 0 }
        self.init(
            inserted: count("inserted"), updated: count("updated"), unchanged: count("unchanged"),
            removed: count("removed"))
        guard let reasons = json.member("ignored") else { return }
        for (reason, value) in reasons.members { ignored[reason] = value.int64.map { Int($0) } ?? 0 }
    }
}
