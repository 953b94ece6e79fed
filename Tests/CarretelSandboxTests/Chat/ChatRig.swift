import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

extension SandboxRig {
    /// Starts a sandbox for tests of the chat service, with faults, and stops it afterwards.
    static func chat(
        _ faults: String..., settings chat: ChatSettings = ChatSettings(), _ body: (SandboxRig) async throws -> Void
    ) async throws {
        let settings = try SandboxSettings.small { settings in
            for fault in faults { settings.faults.plans.append(try FaultPlan(parsing: fault)) }
            settings.chat = chat
        }
        try await run(settings, body)
    }

    /// Asks for a reply to one message.
    ///
    /// - Parameters:
    ///   - text: the message.
    ///   - extra: more members of the body, each with a comma before it.
    ///   - key: the header with the key.
    ///   - patience: how long to wait for more bytes, in milliseconds.
    ///   - mark: the client leaves when this text has come.
    /// - Returns: what came, the pieces of a stream joined.
    /// - Throws: when there is no connection.
    func ask(
        _ text: String = "bom dia", extra: String = "", key: String? = nil, patience: Int = 30_000,
        until mark: String? = nil
    ) async throws -> RawAnswer {
        try await ask(
            body: #"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\#(text)"}]\#(extra)}"#, key: key,
            patience: patience, until: mark)
    }

    /// Sends a body to the chat service on a connection of its own.
    func ask(
        body: String, path: String = "/openai/v1/chat/completions", key: String? = nil, patience: Int = 30_000,
        until mark: String? = nil
    ) async throws -> RawAnswer {
        let key = key ?? "Authorization: Bearer \(ChatSettings.defaultKey)"
        return try await send(
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(key)\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)", patience: patience, until: mark)
    }

    /// The calls of the chat service, once so many of them have ended.
    func chatCalls(ended count: Int) async throws -> [ChatExchange] {
        try await eventually("\(count) calls ended") {
            sandbox.chat.calls.filter { $0.settledAt != nil }.count >= count
        }
        return sandbox.chat.calls
    }
}

/// A body that came in chunks.
struct ChatChunks {
    /// The chunks, without the one that ends the body.
    var chunks: [[UInt8]] = []
    /// Whether the end of the body came.
    var isEnded = false

    /// Takes the body of an answer apart.
    init(_ answer: RawAnswer) throws {
        try #require(answer.header("transfer-encoding") == "chunked")
        var rest = answer.body[...]
        while let end = rest.firstIndex(of: 0x0D) {
            let count = try #require(Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16))
            rest = rest[(end + 2)...]
            guard count > 0 else {
                isEnded = true
                break
            }
            try #require(rest.count >= count + 2)
            chunks.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count + 2)
        }
    }

    /// All bytes as text.
    var text: String { String(decoding: chunks.flatMap { $0 }, as: UTF8.self) }

    /// What stands behind `data:`, one for each event.
    var events: [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }

    /// The events but for the `[DONE]` that must be the last.
    var json: [JSONValue] {
        get throws {
            let events = events
            try #require(events.last == "[DONE]")
            return try events.dropLast().map { try JSONValue(parsing: Array($0.utf8)) }
        }
    }
}

extension ChatSettings {
    /// Settings that a test changes.
    static func with(_ change: (inout ChatSettings) -> Void) -> ChatSettings {
        var settings = ChatSettings()
        change(&settings)
        return settings
    }
}

extension JSONValue {
    /// The only choice of a reply or event.
    var choice: JSONValue? { self["choices"]?.elements.first { _ in true } }
}
