package import CarretelCore
package import CarretelSystem

/// What a control file asks for.
package enum ControlVerb: Sendable, Hashable {
    /// `NAME.cancel`: end the job of that NAME, id or ending of an id.
    case cancel(String)
    /// `rescan`: look at everything in `incoming/`.
    case rescan
    /// A verb that is known and not there yet.
    case unsupported(String)

    private static let unsupportedVerbs = ["hold", "release", "retry", "pause", "resume"]

    /// Reads a control file's name.
    ///
    /// - Returns: nil for a name that asks for nothing known.
    package static func parse(_ name: FileName) -> ControlVerb? {
        guard let text = name.text, case .job = JobName.parse(fileName: text + ".json") else { return nil }
        if text == "rescan" { return .rescan }
        guard let dot = text.lastIndex(of: "."), dot != text.startIndex else { return nil }
        let verb = String(text[text.index(after: dot)...])
        if verb == "cancel" { return .cancel(String(text[..<dot])) }
        let isPriority = verb.hasPrefix("priority-") && Int(verb.dropFirst(9)) != nil
        return isPriority || unsupportedVerbs.contains(verb) ? .unsupported(verb) : nil
    }
}

/// A control file in hand.
package struct ControlRequest: Sendable, Hashable {
    /// Names the request, and its files in `control/done/`.
    package var id: JobID
    package var fileName: FileName
    package var verb: ControlVerb
    /// The uid of the file's owner.
    package var owner: UInt32
    package var receivedAt: Timestamp
}

/// What came of a control file: the `ID-FILE.json` beside it in `control/done/`.
package struct ControlAnswer: Sendable, Hashable {
    /// In one word.
    package enum Outcome: String, Sendable {
        /// It was done.
        case done
        /// There was nothing left to do: the job had ended.
        case nothingToDo = "nothing_to_do"
        /// There is no such job.
        case notFound = "not_found"
        /// Several jobs match; nothing was done.
        case ambiguous
        /// It cannot be done.
        case refused
    }

    package var outcome: Outcome
    /// One or two sentences for a person.
    package var message: String
    /// The jobs that it concerned.
    package var jobs: [JobID]
    package var answeredAt: Timestamp

    /// Describes an answer.
    package init(_ outcome: Outcome, _ message: String, jobs: [JobID] = [], at answeredAt: Timestamp) {
        self.outcome = outcome
        self.message = message
        self.jobs = jobs
        self.answeredAt = answeredAt
    }

    /// The document, with its final newline.
    func document(for request: ControlRequest) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("schema", "carretel/control/1")
        writer.member("id", request.id.text)
        writer.member("file", request.fileName.description)
        writer.member("owner", request.owner)
        writer.member("outcome", outcome.rawValue)
        writer.member("message", message)
        writer.name("jobs")
        writer.beginArray()
        for job in jobs { writer.string(job.text) }
        writer.endArray()
        writer.member("received_at", request.receivedAt.rfc3339Milliseconds)
        writer.member("answered_at", answeredAt.rfc3339Milliseconds)
        writer.endObject()
        writer.newline()
        return writer.bytes
    }
}
