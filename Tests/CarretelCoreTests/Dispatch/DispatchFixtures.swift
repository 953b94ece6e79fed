import CarretelCore

/// The catalogue, jobs and arrivals that the tests of the machine speak of.
enum Fixture {
    static let start = Now(
        wall: Timestamp(microseconds: 1_790_000_000_000_000), monotonic: MonotonicInstant(nanoseconds: 1_000_000_000))

    /// A short lane, a plain one, and one with a start limit of 5 a minute.
    static func lanes() -> [LaneDescriptor] {
        [
            LaneDescriptor(name: "short", slots: 2, depth: 3),
            LaneDescriptor(name: "plain", slots: 2),
            LaneDescriptor(
                name: "limited", slots: 3, startLimits: [LaneDescriptor.StartLimit(count: 5, window: .seconds(60))]),
        ]
    }

    static func type(
        _ name: String, lane: LaneDescriptor, maxAttempts: Int = 3, coalescing: CoalescingRule? = nil
    ) -> JobTypeDescriptor {
        JobTypeDescriptor(
            name: name, summary: "", lane: lane, defaultTimeout: .seconds(60), timeoutCeiling: .seconds(3_600),
            maxAttempts: maxAttempts, parameters: ParameterSchema([]), coalescing: coalescing, sample: "")
    }

    /// Types `short`, `plain` and `limited`, each in the lane of its name.
    static func catalogue() throws(FailureReason) -> JobCatalogue {
        try JobCatalogue(lanes().map { type($0.name, lane: $0) })
    }

    static func hash(_ value: UInt8) -> ContentHash {
        guard let hash = ContentHash(bytes: Array(repeating: value, count: 32)) else { preconditionFailure() }
        return hash
    }

    static func key(_ identity: UInt8, parameters: UInt8 = 0) -> SharingKey {
        SharingKey(identity: hash(identity), parameters: hash(parameters))
    }

    static func id(_ value: Int) -> JobID { JobID(high: 1, low: UInt64(value)) }

    static func arrival(_ id: Int, _ request: JobRequest, key: SharingKey? = nil, coalescing: SharingKey? = nil)
        -> Arrival
    {
        arrival(id, .valid(request, warnings: []), key: key, coalescing: coalescing)
    }

    static func arrival(
        _ id: Int, _ verdict: JobVerdict, key: SharingKey? = nil, coalescing: SharingKey? = nil
    ) -> Arrival {
        Arrival(
            id: Fixture.id(id), name: "job-\(id)", owner: 1_000, bytes: [], sha256: hash(0),
            file: FileIdentity(device: 1, inode: UInt64(id), size: 0, modifiedNanoseconds: 0),
            receivedAt: start.wall, verdict: verdict, idempotency: key, coalescing: coalescing)
    }

    static func request(
        _ type: String = "plain", priority: Int = 5, timeout: Duration = .seconds(60), maxAttempts: Int = 3,
        notBefore: Timestamp? = nil, expiresAt: Timestamp? = nil
    ) -> JobRequest {
        JobRequest(
            type: type, priority: priority, timeout: timeout, maxAttempts: maxAttempts, notBefore: notBefore,
            expiresAt: expiresAt)
    }

    static let success = ProcessorOutcome.succeeded(output: Array("{}".utf8), files: [])

    static func failure(_ failureClass: FailureClass, retryAfter: Duration? = nil) -> ProcessorOutcome {
        .failed(FailureReason(failureClass, code: "test", message: "Test."), retryAfter: retryAfter)
    }
}
