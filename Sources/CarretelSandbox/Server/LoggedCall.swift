package import CarretelCore

/// One call in the log.
package struct LoggedCall: Sendable, Hashable {
    /// The method called: `ListarOS`; the path for what is no call.
    package var method: String
    /// The page asked for; nil when the call was not understood so far.
    package var page: Int?
    /// The page size asked for, before any clamp.
    package var size: Int?
    /// How many records the answer had.
    package var records = 0
    /// How many calls of the method were in flight when it began, itself included.
    package var inFlight: Int
    /// When its request had been read.
    package var startedAt: Timestamp
    /// From then until its answer was ready.
    package var duration: Duration
    /// How much of that it stood in line, because all workers were busy; the rest is the server's time.
    package var waited = Duration.zero
    /// The status of the answer, sent or not.
    package var status: Int
    /// The bytes of its body.
    package var bytes: Int
    /// `ok`, the word of the fault that was played, or the word of the guard or check that refused it.
    package var outcome: String

    /// Writes it as one JSON object.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("method", method)
        writer.member("page", page)
        writer.member("size", size)
        writer.member("records", records)
        writer.member("in_flight", inFlight)
        writer.member("started_at", startedAt)
        writer.member("duration_ms", duration.wholeMilliseconds)
        writer.member("work_us", (duration - waited).wholeMicroseconds)
        writer.member("status", status)
        writer.member("bytes", bytes)
        writer.member("outcome", outcome)
        writer.endObject()
    }
}
