internal import CarretelCore

extension StatusReport {
    /// A table of the business store: up to when it is complete, and what the last job did to it.
    struct MirrorTable: Sendable {
        var profile: String
        var name: String
        var mark: BusinessMark
        var counts: BusinessCounts?
    }

    /// The tables of the business store for people.
    var mirrorTable: TextTable? {
        guard !mirror.isEmpty else { return nil }
        var table = TextTable([
            ("MIRROR", .left), ("PROFILE", .left), ("COMPLETE UP TO", .left), ("READ", .right), ("NEW", .right),
            ("UPDATED", .right), ("UNCHANGED", .right), ("REMOVED", .right), ("IGNORED", .right),
        ])
        for part in mirror {
            func number(_ value: Int?) -> TextTable.Cell { .init(value.map { "\($0)" } ?? "") }
            table.add([
                .init(part.name), .init(TerminalText.escape(part.profile)), .init(PlainTime.text(part.mark.watermark)),
                .init("\(PlainTime.age(part.mark.readAt, at: at)) ago"), number(part.counts?.inserted),
                number(part.counts?.updated), number(part.counts?.unchanged), number(part.counts?.removed),
                number(part.counts.map { $0.ignored.values.reduce(0, +) }),
            ])
        }
        return table
    }
}

extension StatusReport.MirrorTable {
    /// Its members for programs.
    func write(to writer: inout JSONWriter) {
        writer.member("profile", profile)
        writer.member("table", name)
        writer.member("complete_up_to", mark.watermark)
        writer.member("read_at", mark.readAt)
        writer.name("last_job" as StaticString)
        guard let counts else { return writer.null() }
        writer.beginObject()
        writer.member("inserted", counts.inserted)
        writer.member("updated", counts.updated)
        writer.member("unchanged", counts.unchanged)
        writer.member("removed", counts.removed)
        writer.name("ignored" as StaticString)
        writer.beginObject()
        for (reason, count) in counts.ignored.sorted(by: { $0.key < $1.key }) {
            writer.name(reason)
            writer.integer(count)
        }
        writer.endObject()
        writer.endObject()
    }
}
