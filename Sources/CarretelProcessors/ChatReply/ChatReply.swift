package import CarretelCore

/// The job type `chat-reply`: one reply of a service with OpenAI's chat completions, soon and always.
///
/// When the service fails, is slow or cannot be asked, a template of the entity is the reply: who waits for one is never
/// shown an error.
package struct ChatReply: Processor {
    /// Lane `chat-reply`, sixteen at once, one worker always warm: somebody is waiting. The second attempt is for a
    /// worker that died; the processor itself never fails.
    package static let descriptor = JobTypeDescriptor(
        name: "chat-reply",
        summary: "One reply of an OpenAI-compatible service, or a fallback when there is none in time.",
        lane: LaneDescriptor(name: "chat-reply", slots: 16, warmWorkers: 1, preparesHTTP: true),
        defaultTimeout: .seconds(20), timeoutCeiling: .seconds(120),
        maxAttempts: 2, backOff: BackOff(base: .zero, ceiling: .zero, isJittered: false),
        parameters: ChatParameters.schema,
        settings: ChatSettings.schema,
        upstream: OpenAISystem.system,
        coalescing: CoalescingRule(
            members: ChatParameters.sharedMembers, window: .seconds(5), overlay: ReplyOutput.duplicateOverlay),
        sample: """
            {
              "type": "chat-reply",
              "requested_by": "maria",
              "parameters": {
                "session_id": "sessao-42",
                "entity_id": "guardia",
                "message": "Onde fica a biblioteca?",
                "history": [
                  { "role": "user", "content": "Bom dia!" },
                  { "role": "assistant", "content": "Bom dia, viajante." }
                ]
              }
            }

            """)

    /// What a worker knows of its services from one attempt to the next.
    private let habits = ServiceHabits()
    private let makeRandom: @Sendable () -> any RandomNumberGenerator

    /// Knows no service yet.
    package init() { makeRandom = { SystemRandomNumberGenerator() } }

    /// Knows no service yet, and draws pauses as a test says.
    init(random: @escaping @Sendable () -> any RandomNumberGenerator) { makeRandom = random }

    /// Refuses addresses, limits and entities that are none.
    package static func checkProfile(_ profile: Profile) -> FailureReason? {
        do throws(FailureReason) {
            _ = try ChatAccount(profile)
            return try EntityBook(profile).problem(in: profile)
        } catch {
            return error
        }
    }

    /// Gets a reply.
    ///
    /// - Returns: succeeded, with the model's reply or with a fallback; cancelled when somebody asked for that.
    /// - Throws: permanent `invalid_parameters`, which the daemon has looked for before.
    package func run(_ attempt: any AttemptContext) async throws(FailureReason) -> ProcessorOutcome {
        let begin = attempt.now.monotonic
        let parameters = try ChatParameters(attempt.parameters)
        let book = Self.book(attempt)
        let entity = book.entity(parameters.entityID)
        var output = ReplyOutput()
        let end = await end(parameters, entity, since: begin, attempt, &output)
        output.time = attempt.now.monotonic - begin
        switch end {
        case .cancelled: return .cancelled
        case .reply(let reply):
            output.reply = ReplyText.cut(reply)
            if output.reply.utf8.count < reply.utf8.count {
                attempt.warn(
                    Warning(code: "reply_cut", message: "The reply had more than \(ChatLimits.maxReplyBytes) bytes."))
            } else if output.facts.finishReason == "length" {
                attempt.warn(
                    Warning(code: "reply_cut", message: "The model's tokens were used up before the end of the reply."))
            }
        case .fallback(let setback):
            output.reply = Fallbacks.reply(of: entity, sessionID: parameters.sessionID, message: parameters.message)
            output.fallback = setback.reason
            attempt.warn(
                Warning(
                    code: Warning.fallbackCode,
                    message:
                        "No model answered (\(setback.reason.rawValue)), the reply is a template. \(setback.message)"))
        }
        return .succeeded(output: output.bytes, files: [])
    }

    /// Who answers. What is wrong with the entities must not cost the reply.
    private static func book(_ attempt: any AttemptContext) -> EntityBook {
        do throws(FailureReason) {
            let book = try EntityBook(attempt.profile)
            if let problem = book.problem(in: attempt.profile) { throw problem }
            return book
        } catch {
            attempt.warn(
                Warning(
                    code: "profile_invalid",
                    message: "The entities are passed over, the built-in templates hold. \(error.message)"))
            return EntityBook()
        }
    }

    /// When the whole answer must be there: counted from when the job could begin, so that waiting for a worker does
    /// not come on top, and never later than from the attempt's beginning, whatever became of the wall clock. After a
    /// worker's death there is always time to ask once more.
    private static func deadline(
        since begin: MonotonicInstant, _ answerTime: Duration, _ attempt: any AttemptContext
    ) -> MonotonicInstant {
        guard let readySince = attempt.readySince else { return begin + answerTime }
        let least = attempt.key.attempt > 1 ? ChatLimits.secondChance : .zero
        let left = max(readySince + answerTime - attempt.now.wall, least)
        return begin + min(left, answerTime)
    }

    /// Asks the profile's service, if that can be asked.
    private func end(
        _ parameters: ChatParameters, _ entity: Entity, since begin: MonotonicInstant, _ attempt: any AttemptContext,
        _ output: inout ReplyOutput
    ) async -> ReplyRun.End {
        let settings = ChatSettings(attempt.settings)
        let account: ChatAccount
        do throws(FailureReason) { account = try ChatAccount(attempt.profile) } catch {
            let reason = error.code == ChatAccount.unknownCode ? FallbackReason.profileUnknown : .profileInvalid
            return .fallback(Setback(reason: reason, message: error.message))
        }
        let request = ChatRequest(
            account: account, entity: entity, parameters: parameters, historyMessages: settings.historyMessages)
        output.model = request.model
        guard !account.lacksKey else {
            let message = "The profile \(attempt.profile.name) has no api_key, and \(OpenAISystem.ownHost) wants one."
            return .fallback(Setback(reason: .noKey, message: message))
        }
        var run = ReplyRun(
            request, retries: settings.retries, deadline: Self.deadline(since: begin, settings.answerTime, attempt),
            habits: habits, random: makeRandom(), attempt: attempt)
        let end = await run.run()
        output.facts = run.facts
        output.requests = run.requests
        return end
    }
}
