import CarretelCore

/// The `output` of a run, in the names that the front ends of the replaced system read.
struct SyncOutput {
    let reports: [ServiceReport]
    let server: OdooServer
    /// By table, of the whole job.
    let counts: [String: BusinessCounts]

    /// One JSON object on one line.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("sucesso", reports.allSatisfy { $0.status != .failed })
        write(total(reports.flatMap(\.parts)), to: &writer)
        writer.name("segundos")
        writer.decimal(reports.reduce(Duration.zero) { $0 + $1.duration }.wholeMicroseconds, places: 6)
        writer.name("servidor")
        writer.beginObject()
        writer.member("versao", server.version?.description)
        writer.member("protocolo", server.api.rawValue)
        writer.endObject()
        writer.name("services")
        writer.beginObject()
        for report in reports {
            writer.name(report.service.name)
            write(report, to: &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private func write(_ report: ServiceReport, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("status", report.status.rawValue)
        write(total(report.parts), to: &writer)
        writer.member("recuperados", report.parts.reduce(0) { $0 + $1.recovered })
        write(window: report.parts.compactMap(\.window).first, to: &writer)
        // A service is as far as the part that is least far.
        let isMarked = report.parts.allSatisfy { $0.mark != nil || $0.skipped != nil }
        writer.member("marca", isMarked ? report.parts.compactMap(\.mark).min() : nil)
        writer.member("paginas", report.parts.reduce(0) { $0 + $1.pages })
        writer.name("segundos")
        writer.decimal(report.duration.wholeMicroseconds, places: 6)
        writer.member("motivo", report.reason ?? report.parts.compactMap(\.skipped).first)
        if report.parts.count > 1 {
            writer.name("tabelas")
            writer.beginObject()
            for part in report.parts {
                writer.name(part.table.name)
                write(part, to: &writer)
            }
            writer.endObject()
        }
        writer.endObject()
    }

    private func write(_ part: PartReport, to writer: inout JSONWriter) {
        writer.beginObject()
        let status: ServiceReport.Status = part.reason != nil ? .failed : part.skipped != nil ? .skipped : .ok
        writer.member("status", status.rawValue)
        write(counts[part.table.name] ?? BusinessCounts(), to: &writer)
        writer.member("recuperados", part.recovered)
        write(window: part.window, to: &writer)
        writer.member("marca", part.mark)
        writer.member("paginas", part.pages)
        writer.member("motivo", part.reason ?? part.skipped)
        writer.endObject()
    }

    private func write(_ counts: BusinessCounts, to writer: inout JSONWriter) {
        writer.member("novos", counts.inserted)
        writer.member("atualizados", counts.updated)
        writer.member("inalterados", counts.unchanged)
        writer.name("ignorados")
        writer.beginObject()
        for (reason, count) in counts.ignored.sorted(by: { $0.key < $1.key }) {
            writer.name(reason)
            writer.integer(count)
        }
        writer.endObject()
        writer.member("removidos", counts.removed)
        let ignored = counts.ignored.values.reduce(0, +)
        writer.member("processados", counts.inserted + counts.updated + counts.unchanged + ignored)
    }

    private func write(window: SyncWindow?, to writer: inout JSONWriter) {
        writer.name("janela")
        guard let window else { return writer.null() }
        writer.beginObject()
        writer.member("de", window.from)
        writer.member("ate", window.to)
        writer.endObject()
    }

    private func total(_ parts: [PartReport]) -> BusinessCounts {
        parts.reduce(into: BusinessCounts()) { $0 += counts[$1.table.name] ?? BusinessCounts() }
    }
}
