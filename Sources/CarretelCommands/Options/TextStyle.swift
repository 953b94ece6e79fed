internal import CarretelCore
internal import CarretelSystem

/// Colours for a terminal that wants them, plain text for everything else.
struct TextStyle: Sendable {
    /// What a piece of text is to the reader.
    enum Tone: String, Sendable {
        case plain = ""
        case strong = "1"
        case quiet = "2"
        case bad = "31"
        case good = "32"
        case careful = "33"
    }

    /// Whether to write escape sequences.
    var isColoured: Bool

    /// No colours.
    static let plain = TextStyle(isColoured: false)

    /// The style for a stream: colours on a terminal, unless NO_COLOR (<https://no-color.org>) or TERM=dumb is set.
    static func of(descriptor: Int32) -> TextStyle {
        TextStyle(isTerminal: Terminal.isTerminal(descriptor), environment: ThisProcess.environment)
    }

    init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    init(isTerminal: Bool, environment: [String: String]) {
        isColoured = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// The text in its tone.
    func paint(_ text: String, _ tone: Tone) -> String {
        guard isColoured, tone != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }
}

extension JobStatus {
    /// How good an end it is.
    var tone: TextStyle.Tone {
        switch self {
        case .succeeded: .good
        case .partial, .cancelled, .expired: .careful
        case .failed, .timedOut, .rejected: .bad
        }
    }
}
