import CCarretelHTTP
import CarretelCore
import CarretelSystem

/// One hop under way. Belongs to the loop's thread, and is out of the loop before ``free()``.
@safe final class Transfer {
    let call: HTTPCall
    let tag: UInt64
    let target: HTTPTarget
    private(set) var handle: OpaquePointer
    private let hop: Hop
    private let begin = SystemClock.now().monotonic
    /// Kept as long as the transfer uses its cookies.
    private let jar: CookieJar?
    private var collector: AnswerCollector
    private var isFreed = false

    /// Prepares the hop.
    ///
    /// - Throws: ``HTTPFailure``: what checking the request finds; `timedOut` when redirects have used up the time;
    ///   `unavailable` when there is no memory.
    init(
        _ hop: Hop, of call: HTTPCall, tag: UInt64, jar: CookieJar?, _ configuration: HTTPClientConfiguration
    ) throws(HTTPFailure) {
        target = try hop.request.check()
        let timeLeft = call.startedAt + hop.request.limits.total - begin
        guard timeLeft > .zero else { throw call.failure(.timedOut, at: target) }
        self.hop = hop
        self.call = call
        self.tag = tag
        self.jar = jar
        collector = AnswerCollector(limits: hop.request.limits)
        guard let handle = unsafe carretel_http_transfer_make(tag) else {
            throw call.failure(.unavailable, at: target)
        }
        unsafe self.handle = handle
        // The library calls back only while the transfer is in the loop, which holds this object as long.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe carretel_http_set_sink(handle, carretel_http_sink(context: context, line: takeLine, body: takeBody))
        let setup = unsafe TransferSetup(handle: handle, request: hop.request, target: target)
        guard setup.apply(configuration, timeLeft: timeLeft, jar: jar) else {
            throw call.failure(.unavailable, at: target)
        }
    }

    deinit { free() }

    /// Frees what the library holds for it.
    func free() {
        guard !isFreed else { return }
        isFreed = true
        unsafe carretel_http_transfer_free(handle)
    }

    // MARK: While it runs

    fileprivate func take(line: UnsafeRawBufferPointer) -> Bool { unsafe collector.take(line: line) }

    fileprivate func take(body piece: UnsafeRawBufferPointer) -> Bool {
        guard let handler = call.onChunk, !isFollowed else {
            return unsafe collector.take(body: piece) { unsafe carretel_http_announced_bytes(handle) }
        }
        return unsafe collector.pass(body: piece, to: handler)
    }

    /// Whether the answer is a redirect that another hop will follow, so that its body is of no interest to a stream.
    private var isFollowed: Bool {
        guard let head = collector.head, hop.request.redirects.follows(head.status) else { return false }
        return head.headers["Location"] != nil
    }

    // MARK: When it has ended

    /// Says what the hop came to.
    ///
    /// - Parameter end: one of `CARRETEL_HTTP_*`.
    /// - Returns: the answer, or the hop that a redirect leads to.
    /// - Throws: ``HTTPFailure``.
    func conclude(_ end: Int32) throws(HTTPFailure) -> Hop.Conclusion {
        let facts = unsafe TransferFacts(of: handle)
        let wasStopped = collector.interruption == .stopped
        guard end == CARRETEL_HTTP_DONE || wasStopped else {
            throw call.failure(kind(of: end), at: target, words: facts.words)
        }
        guard let head = collector.head else { throw call.failure(.malformed, at: target) }
        if !wasStopped, let next = try redirected(head, facts) { return .next(next) }
        let timing = HTTPTiming(
            total: SystemClock.now().monotonic - call.startedAt, firstByte: begin - call.startedAt + facts.firstByte)
        return .answer(
            HTTPResponse(
                head: head, body: collector.body, effectiveURL: call.scrubber.scrub(target.redacted), timing: timing,
                receivedBytes: hop.receivedBytes + facts.receivedBytes, wasStopped: wasStopped))
    }

    private func redirected(_ head: HTTPResponseHead, _ facts: TransferFacts) throws(HTTPFailure) -> Hop? {
        let next = try hop.request.redirected(status: head.status, location: facts.location, after: hop.count)
        return next.map { next in
            Hop(request: next, count: hop.count + 1, receivedBytes: hop.receivedBytes + facts.receivedBytes)
        }
    }

    private func kind(of end: Int32) -> HTTPFailure.Kind {
        switch collector.interruption {
        case .bodyTooLarge: .bodyTooLarge
        case .headersTooLarge: .headersTooLarge
        case .malformed: .malformed
        case .stopped, nil: HTTPFailure.Kind(end: end, hasHead: collector.head != nil)
        }
    }
}

private func takeLine(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: UInt64) -> Int32 {
    guard let context = unsafe context else { return -1 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.take(line: UnsafeRawBufferPointer(start: bytes, count: Int(count))) ? 0 : -1
}

private func takeBody(_ context: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: UInt64) -> Int32 {
    guard let context = unsafe context else { return -1 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return unsafe transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: Int(count))) ? 0 : -1
}
