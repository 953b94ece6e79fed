import CarretelCore
import Synchronization

/// What is remembered of one account.
final class OdooSession: Sendable {
    typealias Connecting = Task<Result<OdooLink, OdooFailure>, Never>

    /// Where the way in stands.
    private enum Way {
        case unknown
        case sought(Connecting)
        case found(OdooLink)
        /// Asking again in the same attempt would be told the same, and may lock the account.
        case refused(OdooFailure, AttemptKey)
    }

    private struct KnownFields {
        var fields: OdooFields
        var at: MonotonicInstant
    }

    private struct State {
        var way = Way.unknown
        var breaker = OdooBreaker()
        var lastFailure: FailureReason?
        var fields: [String: KnownFields] = [:]
        var pageSizes: [String: OdooPageSize] = [:]
        /// The attempt that was told of a missing clock.
        var warned: AttemptKey?
    }

    private let state = Mutex(State())

    // The way in.

    /// What a caller has to do to get the way in.
    enum Step {
        case have(OdooLink)
        case await(Connecting)
        case give(OdooFailure)
    }

    /// Gives the way in, or the search for it, which callers share.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that asks.
    ///   - search: begins the search when nobody has.
    /// - Returns: what to do.
    func way(for attempt: AttemptKey, search: () -> Connecting) -> Step {
        state.withLock { state in
            switch state.way {
            case .found(let link): return .have(link)
            case .sought(let connecting): return .await(connecting)
            case .refused(let failure, attempt): return .give(failure)
            case .unknown, .refused:
                let connecting = search()
                state.way = .sought(connecting)
                return .await(connecting)
            }
        }
    }

    /// Keeps what a search came to.
    func settle(_ connecting: Connecting, _ result: Result<OdooLink, OdooFailure>, _ attempt: AttemptKey) {
        state.withLock { state in
            guard case .sought(connecting) = state.way else { return }
            switch result {
            case .success(let link): state.way = .found(link)
            case .failure(let failure) where failure.kind == .denied: state.way = .refused(failure, attempt)
            case .failure: state.way = .unknown
            }
        }
    }

    /// A call was refused for who we are: no other of the attempt is made.
    func refuse(_ failure: OdooFailure, _ attempt: AttemptKey) {
        state.withLock { state in
            if case .found = state.way { state.way = .refused(failure, attempt) }
        }
    }

    /// Forgets a way in that has ended, unless there is a new one already; without one, whichever there is.
    func forget(_ link: OdooLink? = nil) {
        state.withLock { state in
            guard case .found(let known) = state.way, link == nil || link == known else { return }
            state.way = .unknown
            state.fields = [:]
        }
    }

    // Whether it answers.

    func admit(at now: MonotonicInstant) -> OdooBreaker.Verdict { state.withLock { $0.breaker.admit(at: now) } }

    /// Why the breaker is open.
    var lastFailure: FailureReason? { state.withLock { $0.lastFailure } }

    /// Tells the breaker how a call ended; nil is well.
    func record(_ failure: OdooFailure?, at now: MonotonicInstant) {
        state.withLock { state in
            switch failure?.kind {
            case .infrastructure:
                state.breaker.failed(at: now)
                state.lastFailure = failure?.reason
            case .cancelled: state.breaker.abandoned(at: now)
            default: state.breaker.succeeded()
            }
        }
    }

    // What its models are like.

    func fields(of model: String, at now: MonotonicInstant) -> OdooFields? {
        state.withLock { state in
            guard let known = state.fields[model], now - known.at < OdooLimits.fieldsLifetime else { return nil }
            return known.fields
        }
    }

    func keep(_ fields: OdooFields, of model: String, at now: MonotonicInstant) {
        state.withLock { $0.fields[model] = KnownFields(fields: fields, at: now) }
    }

    /// Forgets what all models are like.
    func forgetFields() {
        state.withLock { $0.fields = [:] }
    }

    /// The size of pages by what is asked for.
    func withPageSize<Value>(_ label: String, _ body: (inout OdooPageSize) -> Value) -> Value {
        state.withLock { body(&$0.pageSizes[label, default: OdooPageSize()]) }
    }

    /// Whether the attempt has not been told yet.
    func takeWarning(_ attempt: AttemptKey) -> Bool {
        state.withLock { state in
            defer { state.warned = attempt }
            return state.warned != attempt
        }
    }
}
