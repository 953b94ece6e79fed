import CarretelCore

/// The `output` of a job (docs/chat-reply.md).
struct ReplyOutput: Sendable {
    /// Laid over the output of a job that shares another's reply.
    static let duplicateOverlay = #"{"origin":"duplicate"}"#

    var reply = ""
    /// Why the reply is a fallback; nil for a model's.
    var fallback: FallbackReason?
    /// From the attempt's beginning.
    var time = Duration.zero
    /// The model asked for, also where the key is lacking; nil where the profile cannot be read.
    var model: String?
    /// What the last answer said.
    var facts = ChatFacts()
    /// How many requests went out.
    var requests = 0

    /// As JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter(capacity: 512 + reply.utf8.count)
        writer.beginObject()
        writer.member("reply", reply)
        writer.member("origin", fallback == nil ? "model" : "fallback")
        writer.name("seconds")
        writer.decimal(max(0, (time.wholeMicroseconds + 500) / 1_000), places: 3)
        writer.member("usage", raw: facts.usage)
        writer.member("model", facts.model ?? model)
        writer.member("request_id", facts.requestID)
        writer.member("finish_reason", facts.finishReason)
        writer.member("requests", requests)
        writer.member("fallback_reason", fallback?.rawValue)
        writer.endObject()
        return writer.bytes
    }
}
