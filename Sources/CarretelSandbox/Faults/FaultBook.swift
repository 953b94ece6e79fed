import CarretelCore
import Synchronization

/// A fault that is to be played on one call.
struct DueFault: Sendable, Hashable {
    var kind: String
    var seconds: Int?
    var code: Int?
    var headers: [String: String] = [:]
}

/// The faults that one upstream plays.
struct FaultVocabulary: Sendable {
    /// Every word, those of ``TransportFault`` among them.
    let words: Set<String>
    /// What chance takes from when the order does not say.
    let chance: [String]

    init(own: [String], chance: [String]) {
        words = Set(own + TransportFault.allCases.map(\.rawValue))
        self.chance = chance
    }
}

/// Decides which call meets which fault.
final class FaultBook: Sendable {
    private struct State {
        var plans: [FaultPlan]
        var percent: Double
        var seed: UInt64
        /// What chance takes from; nil for what is usual with each upstream.
        var kinds: [String]?
        /// Calls that chance has looked at: their retry is good.
        var seen: Set<UInt64> = []

        mutating func apply(_ order: FaultOrder) {
            plans = order.replaces ? order.plans : plans + order.plans
            percent = order.percent ?? percent
            seed = order.seed ?? seed
            kinds = order.kinds ?? kinds
            if order.percent != nil || order.seed != nil { seen = [] }
        }
    }

    private let known: Set<String>
    private let initial: State
    private let state: Mutex<State>

    /// Begins with an order that ``reset()`` comes back to.
    ///
    /// - Parameters:
    ///   - order: the plans of the start.
    ///   - vocabularies: the faults of all upstreams, whose words a plan may use.
    /// - Throws: a permanent failure for an unknown kind or an impossible percentage.
    init(_ order: FaultOrder, vocabularies: [FaultVocabulary]) throws(FailureReason) {
        known = vocabularies.reduce(into: []) { $0.formUnion($1.words) }
        try Self.check(order, self.known)
        var initial = State(plans: [], percent: 0, seed: 1)
        initial.apply(order)
        self.initial = initial
        state = Mutex(initial)
    }

    /// Adds to what is planned, or replaces it.
    ///
    /// - Throws: a permanent failure, without any change, for an unknown kind or an impossible percentage.
    func add(_ order: FaultOrder) throws(FailureReason) {
        try Self.check(order, known)
        state.withLock { $0.apply(order) }
    }

    /// Goes back to the order of the start, none of it played.
    func reset() {
        state.withLock { $0 = initial }
    }

    /// The fault that a call meets, if any; it is then counted as played.
    ///
    /// - Parameters:
    ///   - method: the method called.
    ///   - page: the page asked for, or what stands for it.
    ///   - size: the page size asked for.
    ///   - fingerprint: the same for the same call with the same parameters.
    ///   - vocabulary: the faults that the upstream plays; others are not for it.
    /// - Returns: what is to be played.
    func draw(
        method: String, page: Int, size: Int, fingerprint: UInt64, of vocabulary: FaultVocabulary
    ) -> DueFault? {
        state.withLock { state in
            let planned = state.plans.firstIndex {
                vocabulary.words.contains($0.kind) && $0.meets(method: method, page: page, size: size)
            }
            if let index = planned {
                let plan = state.plans[index]
                if let times = plan.times { state.plans[index].times = times - 1 }
                return DueFault(
                    kind: plan.kind, seconds: plan.seconds, code: plan.code, headers: plan.headers)
            }
            return Self.byChance(&state, fingerprint, vocabulary)
        }
    }

    private static func byChance(
        _ state: inout State, _ fingerprint: UInt64, _ vocabulary: FaultVocabulary
    ) -> DueFault? {
        let kinds = state.kinds?.filter { vocabulary.words.contains($0) } ?? vocabulary.chance
        guard state.percent > 0, !kinds.isEmpty, state.seen.insert(fingerprint).inserted else { return nil }
        // Drawn from the call itself and not from a common stream: the order in which calls come changes nothing.
        var chance = SeededGenerator(seed: state.seed ^ fingerprint)
        guard Double(chance.next() % 10_000) < state.percent * 100 else { return nil }
        return DueFault(kind: kinds[Int(chance.next() % UInt64(kinds.count))])
    }

    private static func check(_ order: FaultOrder, _ known: Set<String>) throws(FailureReason) {
        for kind in order.plans.map(\.kind) + (order.kinds ?? []) where !known.contains(kind) {
            throw FailureReason(
                .permanent, code: "fault_kind",
                message: "There is no fault \"\(kind)\", but \(known.sorted().joined(separator: ", ")).")
        }
        guard let percent = order.percent else { return }
        guard 0...100 ~= percent else {
            throw FailureReason(.permanent, code: "fault_percent", message: "\(percent) is no percentage.")
        }
    }
}
