/// The members of a JSON object that a person writes: what each may be. Declared once per type; validation, the JSON
/// Schema of `carretel schema`, `submit --param` and the documentation are all made from it.
package struct ParameterSchema: Sendable {
    /// The known members in the order in which they are shown.
    package var fields: [ParameterField]
    /// Whether members that are not declared are let through untouched (`echo`); otherwise each is refused with the
    /// nearest declared name.
    package var allowsOthers: Bool

    /// Describes an object.
    package init(_ fields: [ParameterField], allowsOthers: Bool = false) {
        self.fields = fields
        self.allowsOthers = allowsOthers
    }
}

/// One member of a ``ParameterSchema``.
package struct ParameterField: Sendable {
    package var name: String
    package var kind: ParameterKind
    /// What it is for, one sentence.
    package var summary: String
    package var isRequired: Bool
    /// The default as JSON text, for the schema and the docs; nil when leaving it out means something of its own.
    package var defaultJSON: String?
    /// Of a setting: another environment variable that sets it, the name that a replaced system had for it.
    package var environment: String?

    /// Describes a member.
    package init(
        _ name: String, _ kind: ParameterKind, _ summary: String, required: Bool = false,
        default defaultJSON: String? = nil, environment: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.isRequired = required
        self.defaultJSON = defaultJSON
        self.environment = environment
    }
}

/// What a member may be.
package indirect enum ParameterKind: Sendable {
    /// A string of 1 to `maxBytes` bytes of UTF-8.
    case string(maxBytes: Int)
    /// One of these strings.
    case choice([String])
    /// An integer in the range, written without fraction or exponent.
    case integer(ClosedRange<Int64>)
    case boolean
    /// A number written plainly, with so many digits at most: never rounded, so exact.
    case decimal(DecimalShape)
    case null
    /// `YYYY-MM-DD`.
    case date
    /// RFC 3339 with an offset or `Z`.
    case timestamp
    /// An array with that many elements, each of one kind.
    case array(of: ParameterKind, count: ClosedRange<Int>)
    case object(ParameterSchema)
    /// The first of these whose JSON type fits decides.
    case either([ParameterKind])
    /// Anything.
    case any
}
