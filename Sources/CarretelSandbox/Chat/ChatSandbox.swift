import CarretelCore

/// An OpenAI-compatible service under `/openai/`: chat completions, plain and as a stream, and the list of models.
///
/// A request is understood, must have a key, must be sound, and then meets a planned fault or gets its reply.
final class ChatSandbox: Upstream {
    let pathPrefixes = ["/openai/"]
    let resources: [String] = []

    private let settings: ChatSettings
    private let chatLog: ChatLog
    private let faults: FaultBook
    private let log: CallLog
    private let clock: @Sendable () -> Now

    /// Opens the service.
    init(
        _ settings: ChatSettings, _ chatLog: ChatLog, faults: FaultBook, log: CallLog,
        clock: @escaping @Sendable () -> Now
    ) {
        self.settings = settings
        self.chatLog = chatLog
        self.faults = faults
        self.log = log
        self.clock = clock
    }

    func answer(_ request: SandboxRequest) async -> Reply {
        let start = clock()
        let call: ChatCall
        do throws(ChatRefusal) {
            call = try ChatCall(request)
        } catch {
            return error.reply
        }
        let inFlight = log.begin(call.method.rawValue)
        let place = chatLog.begin(call.method, request, at: start.monotonic)
        var answer = answer(call, request, place)
        answer.reply.headers += headers(place, answer, at: start.wall)
        answer.reply.server = "cloudflare"
        chatLog.decide(place, status: answer.reply.status, outcome: answer.word)
        answer.reply.settled = settlement(call, place, answer, inFlight: inFlight, start: start)
        return answer.reply
    }

    func control(_ request: SandboxRequest) -> Reply? {
        guard request.method == "GET", request.path == "/sandbox/chat/log" else { return nil }
        return .json(chatLog.json)
    }

    func recordIDs(of resource: String, from: CivilDate?, to: CivilDate?) -> [Int64]? { nil }

    func reset() {
        chatLog.reset()
    }
}

extension ChatSandbox {
    /// What became of a call.
    private struct Answer {
        var reply: Reply
        /// What the log calls it.
        var word = "ok"
        /// Whether it is a reply to a chat.
        var isReply = false
    }

    private func answer(_ call: ChatCall, _ request: SandboxRequest, _ place: ChatLog.Place) -> Answer {
        let body: ChatBody?
        do throws(ChatRefusal) {
            try call.check(request, keys: settings.keys)
            body =
                call.method == .chat
                ? try ChatBody(parsing: request.body, deployment: call.deployment, settings: settings) : nil
        } catch {
            return Answer(reply: error.reply, word: error.word)
        }
        let due = faults.draw(
            method: call.method.rawValue, page: place.number, size: 0, fingerprint: Self.fingerprint(request),
            of: ChatFault.vocabulary(call.method, isStream: body?.isStream ?? false))
        let fault = due.flatMap { ChatFault(rawValue: $0.kind) }
        var answer = Answer(reply: .json(models), word: due?.kind ?? "ok")
        if let refusal = fault?.refusal(model: body?.model ?? "") {
            answer.reply = refusal.reply
            answer.reply.delay = settings.latency
        } else if let body {
            answer.reply = reply(to: body, fault, place)
            answer.isReply = true
        }
        if fault == .slow { answer.reply.delay += .seconds(due?.seconds ?? 5) }
        if fault == .stall, answer.reply.delivery == .whole {
            answer.reply.delivery = .stalled(after: answer.reply.body.count / 2)
        }
        if let transport = due.flatMap({ TransportFault(rawValue: $0.kind) }) { transport.spoil(&answer.reply) }
        answer.reply.headers += due.map { retryHeaders($0) } ?? []
        return answer
    }

    /// The list of models.
    private var models: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "list")
        writer.name("data")
        writer.beginArray()
        for model in settings.models {
            writer.beginObject()
            writer.member("id", model)
            writer.member("object", "model")
            writer.member("created", 1_715_367_049)
            writer.member("owned_by", "system")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func reply(to body: ChatBody, _ fault: ChatFault?, _ place: ChatLog.Place) -> Reply {
        let completion = ChatCompletion(
            body, fault: fault, settings: settings, id: "sandbox\(place.number)", createdAt: clock().wall)
        let pause: Duration = settings.tokensPerSecond > 0 ? .seconds(1 / settings.tokensPerSecond) : .zero
        var reply: Reply
        if body.isStream, fault != .noStream {
            reply = Reply(status: 200, contentType: "text/event-stream; charset=utf-8", body: [])
            // The word of the fault is not wanted: the error is one that a server has in the middle of its work.
            let error = ChatFault.serverError.refusal(model: body.model)?.body ?? []
            let events = completion.events(includesUsage: body.includesUsage)
            reply.delivery = .streamed(ChatEvents(events, pause: pause, fault: fault, error: error).stream)
            reply.delay = settings.latency
        } else {
            reply = .json(completion.json)
            reply.contentType = "application/json"
            reply.delay = settings.latency + pause * completion.tokenCount
        }
        return reply
    }

    /// The headers that all answers have.
    private func headers(_ place: ChatLog.Place, _ answer: Answer, at moment: Timestamp) -> [String] {
        let isOut = answer.reply.status == 429
        return [
            "Date: \(moment.httpDate)", "x-request-id: \(place.requestID)",
            "openai-processing-ms: \(answer.reply.delay.wholeMilliseconds)", "openai-organization: org-sandbox",
            "openai-version: 2020-10-01", "x-ratelimit-limit-requests: 10000", "x-ratelimit-limit-tokens: 200000",
            "x-ratelimit-remaining-requests: \(isOut ? 0 : 9_999)",
            "x-ratelimit-remaining-tokens: \(isOut ? 0 : 199_000)",
            "x-ratelimit-reset-requests: \(isOut ? "1s" : "6ms")",
            "x-ratelimit-reset-tokens: \(isOut ? "6m0s" : "300ms")",
        ]
    }

    /// The headers that a plan orders.
    private func retryHeaders(_ due: DueFault) -> [String] {
        due.headers.sorted { $0.key < $1.key }.map { name, value in
            guard name == "retry-after-date", let seconds = Int(value) else { return "\(name): \(value)" }
            return "retry-after: \((clock().wall + .seconds(seconds)).httpDate)"
        }
    }

    /// What is told at the end of a call.
    private func settlement(
        _ call: ChatCall, _ place: ChatLog.Place, _ answer: Answer, inFlight: Int, start: Now
    ) -> @Sendable (ReplyFate) -> Void {
        { [log, chatLog, clock] fate in
            let end = clock().monotonic
            // First: whoever waits for the end in the chat's log is to find the call in this one.
            log.end(
                LoggedCall(
                    method: call.method.rawValue, page: place.number, size: nil, records: answer.isReply ? 1 : 0,
                    inFlight: inFlight, startedAt: start.wall, duration: end - start.monotonic,
                    status: answer.reply.status, bytes: answer.reply.size,
                    outcome: answer.word == "ok" && fate != .sent ? "left" : answer.word))
            chatLog.settle(place, fate, at: end)
        }
    }

    /// The same for the same path and body.
    private static func fingerprint(_ request: SandboxRequest) -> UInt64 {
        FNV1a.hash(Array(request.path.utf8) + request.body)
    }
}

extension TransportFault {
    /// Spoils an answer that may be a stream, which then is cut where a plain one would be.
    fileprivate func spoil(_ reply: inout Reply) {
        guard case .streamed(var stream) = reply.delivery else {
            reply = applied(to: reply)
            return
        }
        let half = Array(stream.pieces.prefix((stream.pieces.count + 1) / 2))
        switch self {
        case .emptyBody: stream.pieces = []
        case .truncated: stream = ReplyStream(pieces: half, end: .broken)
        case .badJSON: stream.pieces = half + [ReplyStream.Piece(bytes: Array("data: {,}\n\n".utf8))]
        default:
            reply = applied(to: reply)
            return
        }
        reply.delivery = .streamed(stream)
    }
}

extension Reply {
    /// The bytes of its body, or of all its pieces.
    fileprivate var size: Int {
        guard case .streamed(let stream) = delivery else { return body.count }
        return stream.pieces.reduce(0) { $0 + $1.bytes.count }
    }
}
