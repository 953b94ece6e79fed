import CarretelCore

/// Collects partial text into few events. What is held back goes with the next text that comes, or at the end: between
/// two pieces nothing wakes.
struct PartialText: Sendable {
    private var held = ""
    private var lastAt: MonotonicInstant?

    /// Nothing yet.
    init() {}

    /// Takes new text.
    ///
    /// - Parameters:
    ///   - text: as it came.
    ///   - now: by the attempt's clock.
    /// - Returns: the text to be told now; nil when it is not the time.
    mutating func add(_ text: String, at now: MonotonicInstant) -> String? {
        held += text
        guard lastAt.map({ now - $0 >= ChatLimits.eventInterval }) ?? true, let told = rest() else { return nil }
        lastAt = now
        return told
    }

    /// What is left to be told; nil when nothing is.
    mutating func rest() -> String? {
        defer { held = "" }
        return held.isEmpty ? nil : held
    }
}
