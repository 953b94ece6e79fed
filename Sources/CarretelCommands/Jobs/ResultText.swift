internal import CarretelCore

/// The end of a job as `submit --wait` and `process` tell it.
enum ResultText {
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
