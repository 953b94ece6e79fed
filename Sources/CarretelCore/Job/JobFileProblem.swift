/// A problem of a job file as people read it, in the form that editors and terminals make a link of.
package struct JobFileProblem: Sendable, CustomStringConvertible {
    /// The file as the person named it.
    package var file: String
    /// What is wrong with it.
    package var reason: FailureReason

    /// Joins the two.
    package init(file: String, reason: FailureReason) {
        self.file = file
        self.reason = reason
    }

    /// `FILE:LINE:COLUMN: message (at POINTER)`, and the hint indented on a line of its own; safe for a terminal.
    package var description: String {
        var text = TerminalText.escape(file)
        if let line = reason.line { text += ":\(line)" }
        if let column = reason.column { text += ":\(column)" }
        text += ": " + TerminalText.escape(reason.message)
        if let pointer = reason.pointer, !pointer.isEmpty { text += " (at \(TerminalText.escape(pointer)))" }
        if let hint = reason.hint { text += "\n  " + TerminalText.escape(hint) }
        return text
    }
}
