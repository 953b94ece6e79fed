import CarretelCore

/// Collects partial text into few events, free of secrets. What is held back goes with the next text that comes, or at
/// the end: between two pieces nothing wakes.
struct PartialText: Sendable {
    private let scrubber: SecretScrubber
    /// Scrubbed, and to be told.
    private var ready = ""
    /// May be the beginning of a secret.
    private var held = ""
    private var lastAt: MonotonicInstant?

    /// Nothing yet.
    init(scrubber: SecretScrubber) { self.scrubber = scrubber }

    /// Takes new text.
    ///
    /// - Parameters:
    ///   - text: as it came.
    ///   - now: by the attempt's clock.
    /// - Returns: the text to be told now; nil when it is not the time.
    mutating func add(_ text: String, at now: MonotonicInstant) -> String? {
        held += text
        ready += scrubber.take(from: &held)
        guard !ready.isEmpty, lastAt.map({ now - $0 >= ChatLimits.eventInterval }) ?? true else { return nil }
        lastAt = now
        defer { ready = "" }
        return ready
    }

    /// What is left to be told when no more will come; nil when nothing is.
    mutating func rest() -> String? {
        let rest = ready + scrubber.scrub(held)
        (ready, held) = ("", "")
        return rest.isEmpty ? nil : rest
    }
}
