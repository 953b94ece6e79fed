package import CarretelCore

extension LiveStatus.Measure {
    /// Writes the measure as an element of `watched`, here and in `status --json`.
    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", type)
        writer.member("kind", measure.kind.rawValue)
        writer.member("value", measure.value)
        writer.member("limit", measure.limit)
        writer.member("raised_at", measure.raisedAt)
        writer.member("words", measure.words)
        writer.endObject()
    }

    init?(json: JSONValue) {
        guard let type = json["type"]?.string,
            let kind = json["kind"]?.string.flatMap({ AlertMeasure.Kind(rawValue: $0) }),
            let value = json["value"]?.numberText.flatMap({ Double($0) }), let limit = json["limit"]?.int64,
            let words = json["words"]?.string
        else { return nil }
        let raisedAt = json["raised_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        self.init(
            type: type,
            measure: AlertMeasure(kind: kind, value: value, limit: Int(limit), raisedAt: raisedAt, words: words))
    }
}
