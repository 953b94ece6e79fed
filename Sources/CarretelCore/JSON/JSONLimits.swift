/// How large and how deep a JSON text may be.
package struct JSONLimits: Sendable, Hashable {
    /// The largest ``maxBytes``: the index counts in 32 bits. 512 MiB.
    package static let largestText = 512 << 20
    /// The levels of nesting that a job file may have.
    package static let jobFileDepth = 64
    /// The bytes that a job file may have: 16 MiB.
    package static let jobFileBytes = 16 << 20

    /// The longest text, in bytes; a longer one is refused before it is looked at.
    package var maxBytes: Int
    /// How many arrays and objects may stand one inside the other. Nothing here recurses deeper.
    package var maxDepth: Int
    /// Whether the text must be one object, as a job file and a frame must.
    package var requiresObject: Bool

    /// Sets limits; `maxBytes` is cut to ``largestText``.
    package init(
        maxBytes: Int = JSONLimits.jobFileBytes, maxDepth: Int = JSONLimits.jobFileDepth, requiresObject: Bool = false
    ) {
        self.maxBytes = min(maxBytes, JSONLimits.largestText)
        self.maxDepth = maxDepth
        self.requiresObject = requiresObject
    }

    /// The limits of a job file.
    package static let jobFile = JSONLimits(requiresObject: true)
}
