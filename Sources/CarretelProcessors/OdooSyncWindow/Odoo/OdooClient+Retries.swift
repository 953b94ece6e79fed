import CarretelCore

// Trying again.
extension OdooClient {
    /// Makes a call over the way in until asking again in the same way would not change the answer.
    ///
    /// - Parameters:
    ///   - shrink: makes the next try ask for less; says whether it could.
    ///   - body: makes the call once.
    /// - Returns: what `body` made.
    /// - Throws: ``OdooFailure``.
    func settled<Value: Sendable>(
        shrink: () -> Bool = { false }, _ body: (OdooLink) async throws(OdooFailure) -> Value
    ) async throws(OdooFailure) -> Value {
        // Outside the tries: finding the way in has its own.
        var link = try await link()
        var hasReconnected = false
        return try await retrying(shrink: shrink) { () throws(OdooFailure) in
            do throws(OdooFailure) {
                return try await once(link, body)
            } catch {
                guard error.kind == .expired, !hasReconnected else { throw error }
            }
            hasReconnected = true
            link = try await self.link()
            return try await once(link, body)
        }
    }

    private func once<Value: Sendable>(
        _ link: OdooLink, _ body: (OdooLink) async throws(OdooFailure) -> Value
    ) async throws(OdooFailure) -> Value {
        do throws(OdooFailure) {
            return try await body(link)
        } catch {
            note(error, link)
            throw error
        }
    }

    /// Makes a call up to ``OdooLimits/maxTries`` times while server or way fail.
    ///
    /// - Parameters:
    ///   - shrink: makes the next try ask for less; says whether it could.
    ///   - body: makes the call once.
    /// - Returns: what `body` made.
    /// - Throws: ``OdooFailure``.
    func retrying<Value: Sendable>(
        shrink: () -> Bool = { false }, _ body: () async throws(OdooFailure) -> Value
    ) async throws(OdooFailure) -> Value {
        var tries = 0
        while true {
            let failure: OdooFailure
            do throws(OdooFailure) { return try await body() } catch { failure = error }
            tries += 1
            let isSmaller = failure.asksForSmallerPage && shrink()
            switch failure.kind {
            case .infrastructure:
                guard tries < OdooLimits.maxTries else { throw failure }
                try await wait(failure, afterTry: tries)
            case .badRequest where isSmaller:
                // Only so many halvings are possible, and the server is well.
                tries -= 1
            default: throw failure
            }
        }
    }

    /// What a failure tells about more than its own call.
    private func note(_ failure: OdooFailure, _ link: OdooLink) {
        switch failure.kind {
        case .denied: session.refuse(failure, attempt.key)
        // Odoo says the same of a record and of our user when one of them has been deleted; asking who we are tells.
        case .expired, .recordMissing: session.forget(link)
        case .infrastructure where failure.reason.code == OdooFailure.wayLostCode: session.forget(link)
        case .forbidden, .modelMissing, .badRequest, .infrastructure, .circuitOpen, .cancelled: return
        }
    }

    private func wait(_ failure: OdooFailure, afterTry tries: Int) async throws(OdooFailure) {
        var generator = SystemRandomNumberGenerator()
        let delay = OdooLimits.backOff.delay(afterAttempt: tries, using: &generator)
        await attempt.wait(max(delay, failure.retryAfter ?? .zero))
        guard !attempt.isCancelled else { throw .cancelled }
    }
}
