import CarretelCore

/// Asks Omie for pages, within all its limits: one request at a time of a method, so many a minute, waits as named, few
/// tries, and none at all against a block.
struct OmieClient: Sendable {
    /// How often one request is made unless its answer says otherwise.
    static let maxTries = 3
    /// Longer waits are not sat out in a worker: the job is put off.
    static let patience = Duration.seconds(75)
    /// Nor is a door that somebody has closed, be it a full minute's rate: a wait is data, and the worker is free for others.
    static let permitPatience = Duration.seconds(2)

    let account: OmieAccount
    let attempt: any AttemptContext
    /// The limit of one request.
    let timeout: Duration

    /// Gets one page.
    ///
    /// - Parameters:
    ///   - call: which one.
    ///   - announced: how many pages are known to be there; nil before the first answer.
    /// - Returns: the page; empty when the list has no records at all.
    /// - Throws: ``OmieStop``.
    func page(_ call: OmieCall, announced: Int?) async throws(OmieStop) -> OmiePage {
        switch try await settled(call) {
        case .page(let page): return try checked(page, call, announced)
        case .nothing: return try emptyList(call, announced)
        case .broken(let reason): return try await atHalfSize(call, reason, announced: announced)
        }
    }

    /// An answer that asking again in the same way would not change.
    private enum Settled {
        case page(OmiePage)
        case nothing
        case broken(FailureReason)
    }

    private func settled(_ call: OmieCall) async throws(OmieStop) -> Settled {
        var tries = 0
        while true {
            tries += 1
            switch try await verdict(on: call) {
            case .page(let page): return .page(page)
            case .noSuchPage: return .nothing
            case .broken(let reason): return .broken(reason)
            case .retry(let reason, let delay):
                guard tries < Self.maxTries else { throw .failed(reason) }
                try await wait(delay.duration(afterTry: tries, at: attempt.now.wall), reason)
            case .blocked(let reason, let duration):
                throw .blocked(until: attempt.now.wall + duration + .seconds(1), reason)
            case .refused(let reason):
                throw .failed(reason)
            case .denied(let reason):
                throw .denied(reason)
            }
        }
    }

    /// Some lists answer a page beyond their end with a total of 0 instead of a fault.
    private func checked(_ page: OmiePage, _ call: OmieCall, _ announced: Int?) throws(OmieStop) -> OmiePage {
        guard page.totalPages == 0 || page.records.isEmpty, call.page > 1 else { return page }
        throw .failed(vanished(call, announced))
    }

    /// A list without records is answered with a fault, too; a page that was announced must be there.
    private func emptyList(_ call: OmieCall, _ announced: Int?) throws(OmieStop) -> OmiePage {
        if call.page == 1, announced ?? 0 == 0 { return .empty(pageSize: call.pageSize) }
        throw .failed(vanished(call, announced))
    }

    private func vanished(_ call: OmieCall, _ announced: Int?) -> FailureReason {
        FailureReason(
            .transient, code: "omie_page_missing",
            message: "\(call.label): Omie has no records there, though it announced \(announced ?? 0) pages.")
    }

    /// A page over which Omie broke, once more at half the size: the first page as the beginning of a list of smaller
    /// pages, any other as the two halves that lie where it lies.
    private func atHalfSize(
        _ call: OmieCall, _ reason: FailureReason, announced: Int?
    ) async throws(OmieStop) -> OmiePage {
        guard call.page > 1 else { return try await firstPageAtHalfSize(call, reason) }
        guard let halves = call.halves else { throw .failed(reason) }
        guard var whole = try await half(halves[0]) else { throw .failed(vanished(call, announced)) }
        let isLast = call.page == announced
        if !isLast || whole.records.count == halves[1].pageSize {
            let second = try await half(halves[1])
            // The second half of the last page need not be there.
            guard second != nil || isLast else { throw .failed(vanished(call, announced)) }
            whole.records += second?.records ?? []
        }
        whole.totalPages = announced ?? call.page
        whole.pageSize = call.pageSize
        return whole
    }

    private func firstPageAtHalfSize(_ call: OmieCall, _ reason: FailureReason) async throws(OmieStop) -> OmiePage {
        guard call.pageSize > 1 else { throw .failed(reason) }
        var smaller = call
        // Of an even size, so that a later page that breaks can be cut in two again.
        smaller.pageSize = max(1, smaller.pageSize / 4 * 2)
        return try await half(smaller) ?? .empty(pageSize: smaller.pageSize)
    }

    /// A half; nil when it is not there. One that breaks, too, is the end of it.
    private func half(_ call: OmieCall) async throws(OmieStop) -> OmiePage? {
        switch try await settled(call) {
        case .page(let page): page.records.isEmpty && call.page > 1 ? nil : page
        case .nothing: nil
        case .broken(let reason): throw .failed(reason)
        }
    }

    private func wait(_ duration: Duration, _ reason: FailureReason) async throws(OmieStop) {
        guard duration <= Self.patience else { throw .blocked(until: attempt.now.wall + duration, reason) }
        await attempt.wait(duration)
        guard !attempt.isCancelled else { throw .cancelled }
    }

    /// Makes one request under its permits.
    private func verdict(on call: OmieCall) async throws(OmieStop) -> OmieVerdict {
        let permits = OmiePermits(call, of: account)
        try await acquire(permits.method, call)
        do throws(OmieStop) {
            try await acquire(permits.total, call)
        } catch {
            attempt.release(permit: permits.method, outcome: .ok)
            throw error
        }
        let (verdict, isCounted) = await send(call)
        attempt.release(permit: permits.total, outcome: .ok)
        attempt.release(permit: permits.method, outcome: outcome(verdict, isCounted: isCounted))
        guard !attempt.isCancelled else { throw .cancelled }
        return verdict
    }

    private func outcome(_ verdict: OmieVerdict, isCounted: Bool) -> PermitOutcome {
        if case .blocked(_, let duration) = verdict { return .closed(until: attempt.now.wall + duration + .seconds(1)) }
        return isCounted ? .error : .ok
    }

    private func acquire(_ permit: String, _ call: OmieCall) async throws(OmieStop) {
        let grant: PermitGrant
        do throws(FailureReason) {
            grant = try await attempt.acquire(permit: permit, patience: Self.permitPatience)
        } catch {
            throw error.code == FailureReason.cancelled.code ? .cancelled : .failed(error)
        }
        guard case .closed(let moment) = grant else { return }
        throw .blocked(
            until: moment,
            FailureReason(
                .transient, code: "omie_limited",
                message:
                    "\(call.method) may be called again at \(moment.rfc3339Milliseconds): until then its rate is used "
                    + "up, or Omie has blocked it, or would soon."
            ))
    }

    /// The request of a call, as it goes out.
    func request(for call: OmieCall) -> HTTPRequest {
        var request = HTTPRequest(
            .post, account.baseURL + call.path, headers: [HTTPHeader("Content-Type", "application/json")],
            body: call.body(for: account))
        request.limits = HTTPLimits(total: timeout, connect: timeout, maxBodyBytes: OmieAnswer.maxBodyBytes)
        request.secrets = [account.key, account.secret]
        request.allowsPlainHTTP = account.allowsPlainHTTP
        request.session = "omie-\(account.identity)"
        return request
    }

    private func send(_ call: OmieCall) async -> (OmieVerdict, isCounted: Bool) {
        do throws(HTTPFailure) {
            let response = try await attempt.http.send(request(for: call))
            let verdict = OmieAnswer.verdict(on: response, to: call, scrubber: account.scrubber)
            return (verdict, verdict.isCounted && isTheirs(response))
        } catch {
            return (OmieAnswer.verdict(on: error, to: call), false)
        }
    }

    /// Omie counts the errors that it answered itself; what never got there, or came from a proxy, cannot count.
    private func isTheirs(_ response: HTTPResponse) -> Bool {
        response.status >= 400 && response.body.first { $0 > 0x20 } == UInt8(ascii: "{")
    }
}
