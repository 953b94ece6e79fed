internal import CarretelCore

/// Answers as the `cache` commands show them.
struct CacheReport {
    let answers: [CachedAnswer]
    let now: Timestamp

    /// For people: a table.
    func lines(_ style: TextStyle) -> [String] {
        guard !answers.isEmpty else { return [] }
        var table = TextTable([("KEY", .left), ("AGE", .right), ("RECORDS", .right), ("SIZE", .right)])
        for answer in answers {
            table.add([
                .init(TerminalText.escape(answer.key.text)), .init(PlainTime.age(answer.loadedAt, at: now)),
                .init("\(answer.records)"), .init(HumanText.bytes(answer.bytes)),
            ])
        }
        return table.lines(style)
    }

    /// What `clear` says when it is done.
    var summary: String {
        switch answers.count {
        case 0: "Nothing was there to drop."
        case 1: "Dropped 1 answer (\(HumanText.bytes(answers[0].bytes)))."
        default: "Dropped \(answers.count) answers (\(HumanText.bytes(answers.map(\.bytes).reduce(0, +))))."
        }
    }

    /// For programs: one line, the answers in the member `name`.
    func json(_ name: StaticString) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + 256 * answers.count)
        writer.beginObject()
        writer.name(name)
        writer.beginArray()
        for answer in answers {
            writer.beginObject()
            writer.member("key", answer.key.text)
            writer.member("loaded_at", answer.loadedAt)
            writer.member("age_seconds", Double((now - answer.loadedAt).wholeMilliseconds) / 1_000)
            writer.member("records", answer.records)
            writer.member("bytes", answer.bytes)
            writer.member("sha256", answer.sha256)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
