internal import CarretelCore

/// The end of a job as `submit --wait` and `process` tell it.
enum ResultText {
    /// The longest output that is written to a terminal, some 200 lines of it.
    private static let maxTerminalBytes = 16 << 10

    /// What a caller's script decides by (docs/operations.md).
    static func exitCode(_ status: JobStatus) -> Int32 {
        switch status {
        case .succeeded: 0
        case .partial: 3
        case .failed, .rejected, .expired, .timedOut, .cancelled: CommandFailure.Code.failed
        }
    }

    /// `NAME: succeeded in 1.5 s`, the reason, the warnings, and where the data files are.
    ///
    /// - Parameters:
    ///   - summary: the result.
    ///   - folder: what the paths of the files are relative to.
    ///   - style: the colours.
    /// - Returns: the lines, safe for a terminal.
    static func lines(_ summary: ResultSummary, folder: String, style: TextStyle) -> [String] {
        let end = summary.durationMilliseconds.map { " in \(HumanText.duration(.milliseconds($0)))" } ?? ""
        let status = summary.status.rawValue.replacingUnderscores
        var lines = ["\(TerminalText.escape(summary.name)): \(style.paint(status, summary.status.tone))\(end)"]
        if let reason = summary.reason { lines += self.lines(reason) }
        if let other = summary.duplicateOf {
            lines.append("  the answer of job \(other.text), which asked for the same")
        }
        for warning in summary.warnings {
            lines.append("  \(style.paint("warning", .careful)): \(TerminalText.escape(warning.message))")
        }
        for file in summary.files {
            let size = "\(file.records) record\(file.records == 1 ? "" : "s"), \(HumanText.bytes(file.bytes))"
            lines.append("  \(TerminalText.escape("\(folder)/\(file.path)")): \(size)")
        }
        return lines
    }

    /// Whether an output would bury what was said before it: nobody reads so much off a terminal. A file or a program
    /// gets all of it.
    static func isTooLong(_ output: [UInt8], toTerminal isTerminal: Bool) -> Bool {
        isTerminal && output.count > maxTerminalBytes
    }

    /// What is said in place of an output that ``isTooLong(_:toTerminal:)``; `folder` is where results are.
    static func whereOutputIs(_ found: JobFollower.Found, folder: String) -> String {
        let path = TerminalText.escape("\(folder)/\(found.resultName).result.json")
        let size = HumanText.bytes(found.summary.output.count)
        return "  The output has \(size), too much for a terminal: it is in \(path)"
    }

    private static func lines(_ reason: FailureReason) -> [String] {
        var text = "  \(reason.code): \(TerminalText.escape(reason.message))"
        if let line = reason.line, let column = reason.column { text += " (line \(line), column \(column))" }
        return [text] + (reason.hint.map { ["  " + TerminalText.escape($0)] } ?? [])
    }
}

extension String {
    /// `timed_out` as people write it.
    var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
