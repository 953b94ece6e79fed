package import CarretelCore

/// Which faults are to be played: planned ones, and some share of all calls by chance.
package struct FaultOrder: Sendable {
    /// The planned ones; the first that meets a call is played.
    package var plans: [FaultPlan] = []
    /// How many calls in a hundred fail by chance the first time they are made; nil leaves it as it is.
    package var percent: Double?
    /// Decides which; the same seed, the same calls. nil leaves it as it is.
    package var seed: UInt64?
    /// The kinds that chance takes from; nil leaves them as they are.
    package var kinds: [String]?
    /// Whether plans made before are dropped.
    package var replaces = false

    /// Orders nothing.
    package init() {}

    /// Orders planned faults, given as text.
    ///
    /// - Throws: what is wrong with one of them.
    package init(_ plans: String...) throws(FailureReason) {
        for plan in plans { self.plans.append(try FaultPlan(parsing: plan)) }
    }

    /// Reads `{"faults": ["ListarOS:3:broken"], "percent": 5, "seed": 7, "kinds": ["reset"], "replace": true}`, each
    /// member of which may be left out.
    ///
    /// - Throws: a permanent failure that says what is wrong.
    init(parsing body: [UInt8]) throws(FailureReason) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: body, limits: JSONLimits(requiresObject: true))
        } catch {
            throw FailureReason(error)
        }
        let fields = try JSONFields(root, subject: "The body", code: "fault_order")
        for text in try Self.strings(fields, "faults") ?? [] { plans.append(try FaultPlan(parsing: text)) }
        percent = try fields.optionalNumber("percent")
        seed = try fields.optionalInteger("seed").map { UInt64(truncatingIfNeeded: $0) }
        kinds = try Self.strings(fields, "kinds")
        replaces = fields["replace"]?.boolean ?? false
    }

    private static func strings(_ fields: JSONFields, _ name: StaticString) throws(FailureReason) -> [String]? {
        guard let value = fields[name] else { return nil }
        let texts = value.elements.compactMap(\.string)
        guard value.kind == .array, texts.count == value.count else {
            throw fields.failure("has no list of strings in \"\(name)\"")
        }
        return texts
    }
}
