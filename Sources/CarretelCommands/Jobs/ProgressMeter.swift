internal import CarretelCore
internal import CarretelSystem

/// Shows progress on standard error: a bar that renews itself on a terminal, a line now and then elsewhere.
final class ProgressMeter {
    /// How often a line is written where there is no terminal.
    private static let lineInterval = Duration.seconds(2)

    private let columns: Int?
    private let name: String
    private let write: (String) -> Void
    private var shown: String?
    private var lastLineAt: MonotonicInstant?

    /// Makes a meter that has shown nothing.
    ///
    /// - Parameters:
    ///   - name: the job's NAME.
    ///   - columns: the width of the terminal; nil for none.
    ///   - write: takes text for standard error.
    init(name: String, columns: Int?, write: @escaping (String) -> Void = StandardError.writeRaw) {
        self.name = TerminalText.escape(name)
        self.columns = columns
        self.write = write
    }

    /// The meter for standard error as it is.
    static func onStandardError(name: String) -> ProgressMeter {
        let isTerminal = Terminal.isTerminal(StandardError.descriptor)
        let columns = isTerminal ? Terminal.columns(of: StandardError.descriptor) ?? 80 : nil
        return ProgressMeter(name: name, columns: columns)
    }

    /// Shows how far the job is, if that is new.
    func show(_ view: ProgressView, at now: MonotonicInstant) {
        if let columns {
            let bar = view.bar(columns: columns)
            guard bar != shown else { return }
            shown = bar
            write("\r\(bar)\u{1B}[K")
        } else {
            let words = view.words
            guard words != shown, lastLineAt.map({ now - $0 >= Self.lineInterval }) ?? true else { return }
            shown = words
            lastLineAt = now
            write("\(name): \(words)\n")
        }
    }

    /// Takes the bar away, so that other lines may follow.
    func clear() {
        guard columns != nil, shown != nil else { return }
        shown = nil
        write("\r\u{1B}[K")
    }
}
