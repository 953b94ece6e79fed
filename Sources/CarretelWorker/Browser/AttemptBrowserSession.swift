import CarretelCore

/// A browser whose commands end with the attempt.
struct AttemptBrowserSession: BrowserSession {
    let session: any BrowserSession
    /// Tells the attempt's browsers apart.
    let number: Int
    let cancellation: Cancellation

    var isFresh: Bool { session.isFresh }

    func open(_ url: String, limit: Duration) async throws(BrowserFailure) {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in
            try await session.open(url, limit: limit)
        }
    }

    func address() async throws(BrowserFailure) -> String {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in
            try await session.address()
        }
    }

    func html() async throws(BrowserFailure) -> [UInt8] {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in try await session.html() }
    }

    func load() async throws(BrowserFailure) -> PageLoad {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in try await session.load() }
    }

    func wait(for conditions: [PageCondition], limit: Duration) async throws(BrowserFailure) -> Int? {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in
            try await session.wait(for: conditions, limit: limit)
        }
    }

    func click(_ selector: HTMLSelector) async throws(BrowserFailure) {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in
            try await session.click(selector)
        }
    }

    func type(_ text: SecretText, into selector: HTMLSelector, submits: Bool) async throws(BrowserFailure) {
        try await cancellation.endingAtOnce { [session] () async throws(BrowserFailure) in
            try await session.type(text, into: selector, submits: submits)
        }
    }
}

extension Cancellation {
    /// Runs a browser's command in a task of its own, which ends with the wish that the attempt end, and with whoever
    /// waits for it.
    func endingAtOnce<Value: Sendable>(
        _ command: @escaping @Sendable () async throws(BrowserFailure) -> Value
    ) async throws(BrowserFailure) -> Value {
        guard reason == nil else { throw BrowserFailure(.cancelled, "The attempt was asked to end.") }
        // Waited for below, and cancelled with whoever waits.
        let task = Task { () async -> Result<Value, BrowserFailure> in
            do throws(BrowserFailure) { return .success(try await command()) } catch { return .failure(error) }
        }
        let listener = listen { task.cancel() }
        let answer = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        forget(listener)
        return try answer.get()
    }
}
