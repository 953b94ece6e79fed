internal import CarretelCore
internal import CarretelDaemon

extension StatusReport {
    /// What is above its limit, by the daemon's figures: a dead one's say nothing of now.
    var alerts: [LiveStatus.Measure] {
        daemon.isAlive ? watched.filter { $0.measure.raisedAt != nil } : []
    }

    /// Lines for what somebody should look at.
    func alertLines(_ style: TextStyle) -> [String] {
        alerts.map { alert in
            let since = alert.measure.raisedAt.map { " (since \(PlainTime.text($0)))" } ?? ""
            return "\(style.paint("WARNING", .careful))  \(TerminalText.escape(alert.words))\(since)"
        }
    }

    /// All that is watched, and of it what is too much.
    func writeWatched(to writer: inout JSONWriter) {
        for (name, measures) in [("watched", watched), ("alerts", alerts)] {
            writer.name(name)
            writer.beginArray()
            for measure in measures { measure.encode(into: &writer) }
            writer.endArray()
        }
    }
}

extension LiveStatus.Measure {
    /// `os-scraping: 12 of 40 tries of the last 60 min failed: 30 %, the limit is 20 %`.
    var words: String { "\(type): \(measure.words)" }

    /// `os-scraping_error_rate=30%;20;;0`: a value with its unit and the limit from which on it is a warning.
    var performance: String {
        let unit =
            switch measure.kind {
            case .errorRate: "%"
            case .duration: "s"
            case .waiting: ""
            case .memory: "MB"
            }
        let tenths = Int(measure.value * 10)
        let value = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return "\(type)_\(measure.kind.rawValue)=\(value)\(unit);\(measure.limit);;0"
    }
}
