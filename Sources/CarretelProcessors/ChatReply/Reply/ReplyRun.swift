import CarretelCore

/// Gets one reply from a service, within the time for the whole answer.
struct ReplyRun {
    /// How it ended.
    enum End {
        case reply(String)
        case fallback(Setback)
        case cancelled
    }

    private let request: ChatRequest
    private let rule: RetryRule
    private let habits: ServiceHabits
    private let deadline: MonotonicInstant
    private let attempt: any AttemptContext
    private let quoting: ChatQuoting
    private var random: any RandomNumberGenerator
    private var hasTold = false
    /// How many requests went out.
    private(set) var requests = 0
    /// What the last answer said.
    private(set) var facts = ChatFacts()

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - retries: how often a request that failed is made again.
    ///   - deadline: of the whole answer.
    ///   - habits: what is known of the services.
    ///   - random: for the pauses before retries.
    ///   - attempt: the job.
    init(
        _ request: ChatRequest, retries: Int, deadline: MonotonicInstant, habits: ServiceHabits,
        random: any RandomNumberGenerator, attempt: any AttemptContext
    ) {
        self.request = request
        self.deadline = deadline
        self.habits = habits
        self.random = random
        self.attempt = attempt
        rule = RetryRule(retries: retries)
        quoting = request.account.quoting
    }

    /// Asks until there is a reply, or none to be hoped for.
    mutating func run() async -> End {
        var shape = habits.shape(of: request.account, model: request.model)
        var retries = 0
        while true {
            guard left > .zero else { return .fallback(outOfTime()) }
            let reading = await ask(shape)
            if let end = ended(reading.result) { return end }
            facts = reading.facts
            if reading.wasTaken { habits.note(shape, taken: request.account, model: request.model) }
            let setback: Setback
            switch reading.result {
            case .success(let reply): return .reply(reply)
            case .failure(let reason): setback = reason
            }
            if let other = shape.without(setback.unwelcome) {
                shape = other
                continue
            }
            warn(setback)
            guard case .retry(let delay) = rule.decision(on: setback, done: retries, left: left, using: &random) else {
                tellRestart()
                return .fallback(setback)
            }
            retries += 1
            await attempt.wait(delay)
            if let end = ended(.failure(setback)) { return end }
            tellRestart()
        }
    }

    private var left: Duration { deadline - attempt.now.monotonic }

    /// The end of an attempt that is to end; nil for one that is not. A reply that came all the same is one.
    private mutating func ended(_ result: Result<String, Setback>) -> End? {
        guard attempt.isCancelled else { return nil }
        guard attempt.isOutOfTime else { return .cancelled }
        if case .success = result { return nil }
        return .fallback(outOfTime())
    }

    private mutating func outOfTime() -> Setback {
        let setback = Setback(
            reason: .timedOut, message: "The time for the whole answer was over before there was one.")
        warn(setback)
        tellRestart()
        return setback
    }

    private mutating func ask(_ shape: RequestShape) async -> ChatReading {
        requests += 1
        let request = request.http(shape, left: left)
        guard self.request.parameters.isStream else { return await ask(request) }
        let (ends, end) = AsyncStream<Void>.makeStream()
        let sink = StreamSink(attempt: attempt, quoting: quoting) { end.yield() }
        let answer = await stream(request, into: sink, untilGraceAfter: ends)
        end.finish()
        let reading = sink.reading(answer)
        hasTold = hasTold || sink.hasTold
        return reading
    }

    /// Some services leave the connection open for long after the last word. One that ends the answer soon after is
    /// given the time for it, since only then the connection can serve the next job.
    private func stream(
        _ request: HTTPRequest, into sink: StreamSink, untilGraceAfter ends: AsyncStream<Void>
    ) async -> Result<HTTPResponse, HTTPFailure> {
        let answer = Task { [attempt] () -> Result<HTTPResponse, HTTPFailure> in
            do throws(HTTPFailure) {
                return .success(try await attempt.http.stream(request) { sink.take($0, $1) })
            } catch {
                return .failure(error)
            }
        }
        let grace = Task { [attempt] in
            for await _ in ends where !Task.isCancelled {
                await attempt.wait(ChatLimits.endGrace)
                answer.cancel()
            }
        }
        defer { grace.cancel() }
        return await answer.value
    }

    private func ask(_ request: HTTPRequest) async -> ChatReading {
        do throws(HTTPFailure) {
            let response = try await attempt.http.send(request)
            return AnswerReader(quoting: quoting, now: attempt.now.wall).read(response.head, body: response.body)
        } catch {
            return ChatReading(result: .failure(SetbackTable.setback(error)))
        }
    }

    /// The history counts these by their codes.
    private func warn(_ setback: Setback) {
        switch setback.reason {
        case .timedOut: attempt.warn(Warning(code: "timed_out", message: setback.message))
        case .rateLimited: attempt.warn(Warning(code: "rate_limited", message: setback.message))
        default: break
        }
    }

    /// Says that the text told so far is no part of the reply.
    private mutating func tellRestart() {
        guard hasTold else { return }
        hasTold = false
        attempt.report(Progress(event: Array(#"{"restart":true}"#.utf8)))
    }
}
