/// The limits of a frame on the pipes between the daemon and its workers.
package enum FrameLimits {
    /// The longest line, its line break not counted: 32 MiB, twice a job file, because an outcome carries `output`
    /// beside what else there is to say.
    package static let maxLineBytes = 32 << 20
    /// Levels of nesting: those of a job file twice over, because outputs and checkpoints stand inside a frame.
    package static let maxDepth = 2 * JSONLimits.jobFileDepth
    /// The same as limits of the reader.
    package static let json = JSONLimits(maxBytes: maxLineBytes, maxDepth: maxDepth, requiresObject: true)
}
