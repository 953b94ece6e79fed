internal import CarretelCore
internal import CarretelStore

extension ScrapingReport {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    /// The longest bar.
    private static let barWidth = 24

    /// For people.
    func lines(_ style: TextStyle) -> [String] {
        let period = days == 1 ? "\(lastDay.text)" : "\(firstDay.text) to \(lastDay.text)"
        var lines = [
            "service orders asked of the portal, \(style.paint(period, .strong)) (\(days == 1 ? "1 day" : "\(days) days") "
                + "in \(TerminalText.escape(zone.name)))"
        ]
        lines += totalLines
        lines.append(queueLine)
        lines += alerts.map { "\(style.paint("WARNING", .careful))   \(TerminalText.escape($0.words))" }
        let tables = [userTable, dayTable, hourTable, weekdayTable, batchTable]
        let orders = [orderTable("ASKED MOST", usage.orders), orderTable("TRIED AGAIN", usage.repeated)]
        for table in (tables + orders).compactMap({ $0 }) { lines += [""] + table.lines(style) }
        return lines
    }

    private var totalLines: [String] {
        let total = usage.total
        guard total.requests > 0 else { return ["requests  none in this time"] }
        var lines = [
            "requests  \(total.requests): \(total.successes) succeeded, \(total.failures) failed"
                + " (\(Self.percent(total.successRate)) succeeded)",
            "portal    \(total.tries) tries, \(Self.percent(total.trySuccessRate)) succeeded; "
                + "\(total.cached) out of the cache, \(total.duplicates) repeated",
        ]
        if total.tries > 0 {
            lines.append(
                "took      mean \(Self.time(total.mean)), p95 \(Self.time(usage.p95)), "
                    + "shortest \(Self.time(total.fastest)), longest \(Self.time(total.slowest))")
        }
        return lines
    }

    private var queueLine: String {
        let counts = "\(queue.running) running, \(queue.waiting) waiting, \(queue.deferred) put off"
        return "now       \(counts); "
            + (queue.isServed ? "\(queue.workers) workers" : "no daemon serves the spool")
    }

    private var userTable: TextTable? {
        guard !usage.users.isEmpty else { return nil }
        var table = TextTable([
            ("", .right), ("USER", .left), ("REQUESTS", .right), ("FAILED", .right), ("RATE", .right),
            ("MEAN", .right), ("DAYS", .right), ("FIRST", .left), ("LAST", .left),
        ])
        for (index, user) in usage.users.prefix(Self.ranked).enumerated() {
            table.add(
                [.init("\(index + 1)"), .init(TerminalText.escape(user.name))] + Self.cells(user.tally)
                    + [
                        .init("\(user.days)"), .init(PlainTime.text(user.firstUse)),
                        .init(PlainTime.text(user.lastUse)),
                    ])
        }
        return table
    }

    private var dayTable: TextTable? {
        chart("DAY", usage.days.filter { $0.tally.requests > 0 }.map { ($0.date.text, $0.tally) })
    }

    private var hourTable: TextTable? {
        chart(
            "HOUR",
            usage.hours.enumerated().filter { $0.element.requests > 0 }
                .map { ("\($0.offset < 10 ? "0" : "")\($0.offset):00", $0.element) })
    }

    private var weekdayTable: TextTable? {
        guard usage.total.requests > 0 else { return nil }
        return chart("WEEKDAY", Array(zip(Self.weekdays, usage.weekdays)))
    }

    private func chart(_ title: String, _ bars: [(name: String, tally: UsageTally)]) -> TextTable? {
        guard let highest = bars.map(\.tally.requests).max(), highest > 0 else { return nil }
        var table = TextTable([
            (title, .left), ("REQUESTS", .right), ("FAILED", .right), ("RATE", .right), ("MEAN", .right), ("", .left),
        ])
        for bar in bars {
            // Whatever was asked is seen.
            let width = (bar.tally.requests * Self.barWidth + highest - 1) / highest
            table.add([.init(bar.name)] + Self.cells(bar.tally) + [.init(String(repeating: "#", count: width), .quiet)])
        }
        return table
    }

    private var batchTable: TextTable? {
        guard !usage.batches.isEmpty else { return nil }
        var table = TextTable([
            ("LAST BATCHES", .left), ("USER", .left), ("STATUS", .left), ("ORDERS", .right), ("SUCCEEDED", .right),
            ("ERRORS", .right), ("BEGUN", .left), ("TOOK", .right),
        ])
        for entry in usage.batches {
            let batch = entry.batch
            table.add([
                .init(TerminalText.escape(batch.batchName)), .init(TerminalText.escape(entry.user)),
                .init(batch.status.rawValue, batch.status.tone), .init("\(batch.totalOS)"),
                .init("\(batch.successCount)"), .init("\(batch.errorCount)"), .init(PlainTime.text(entry.createdAt)),
                .init(PlainTime.age(entry.createdAt, at: entry.batch.updatedAt)),
            ])
        }
        return table
    }

    private func orderTable(_ title: String, _ orders: [UsageReport.Order]) -> TextTable? {
        guard !orders.isEmpty else { return nil }
        var table = TextTable([
            (title, .left), ("REQUESTS", .right), ("TRIES", .right), ("FAILED", .right), ("CACHED", .right),
            ("LAST", .left),
        ])
        for order in orders {
            table.add([
                .init(TerminalText.escape(order.number)), .init("\(order.requests)"), .init("\(order.tries)"),
                .init("\(order.requests - order.successes)"), .init("\(order.cached)"),
                .init(PlainTime.text(order.lastUse)),
            ])
        }
        return table
    }

    private static func cells(_ tally: UsageTally) -> [TextTable.Cell] {
        [
            .init("\(tally.requests)"), .init("\(tally.failures)", tally.failures > 0 ? .bad : .plain),
            .init(tally.successRate == nil ? "" : percent(tally.successRate)),
            .init(tally.mean == nil ? "" : time(tally.mean)),
        ]
    }

    /// `97.24 %` of hundredths of a percent.
    private static func percent(_ hundredths: Int?) -> String {
        guard let hundredths else { return "none" }
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }

    private static func time(_ seconds: Double?) -> String {
        seconds.map { HumanText.duration(.milliseconds(Int64(($0 * 1_000).rounded()))) } ?? "none"
    }
}

extension ScrapingBatch.Status {
    /// How good a state it is.
    var tone: TextStyle.Tone {
        switch self {
        case .started: .plain
        case .completed: .good
        case .completedWithErrors: .careful
        case .failed: .bad
        }
    }
}
