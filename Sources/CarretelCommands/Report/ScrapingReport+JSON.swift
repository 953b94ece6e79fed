internal import CarretelCore
internal import CarretelDaemon
internal import CarretelStore
internal import CarretelSystem

extension ScrapingReport {
    private static let weekdays = [
        "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo",
    ]

    /// For programs: one line, with the names that programs for the replaced system read (docs/scraping-report.md).
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.member("periodo_dias", days)
        writer.member("timestamp", at)
        writer.member("zona", zone.name)
        writer.member("desde", usage.since)
        writeTotals(to: &writer)
        writeState(to: &writer)
        writeUsers(to: &writer)
        writeTimes(to: &writer)
        writer.list("estatisticas_lotes", usage.batches) { $0.write(to: &$1) }
        writer.list("top_os_consultadas", usage.orders) { $0.write(to: &$1) }
        writer.list("os_multiplas_tentativas", usage.repeated) { $0.write(to: &$1) }
        writer.name("alertas" as StaticString)
        writer.beginArray()
        for alert in alerts { alert.encode(into: &writer) }
        writer.endArray()
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    private func writeTotals(to writer: inout JSONWriter) {
        writer.name("estatisticas_gerais" as StaticString)
        writer.beginObject()
        usage.total.write(to: &writer)
        writer.seconds("max_processing_time", usage.total.slowest)
        writer.seconds("min_processing_time", usage.total.fastest)
        writer.seconds("p95_processing_time", usage.p95)
        writer.endObject()
    }

    private func writeState(to writer: inout JSONWriter) {
        writer.name("status_fila" as StaticString)
        writer.beginObject()
        writer.member("active_tasks", queue.running)
        writer.member("scheduled_tasks", queue.deferred)
        writer.member("waiting_tasks", queue.waiting)
        writer.member("total_queue", queue.running + queue.deferred + queue.waiting)
        writer.member("workers_online", queue.workers)
        writer.member("daemon_alive", queue.isServed)
        writer.endObject()
        writer.name("metricas_sistema" as StaticString)
        writer.beginObject()
        writer.member("load_average", host.lastMinute)
        writer.member("memory_total_mib", host.memoryBytes.map { $0 >> 20 })
        writer.member("memory_available_mib", host.availableBytes.map { $0 >> 20 })
        writer.member("scraping_memory_mib", watched.first { $0.measure.kind == .memory }?.measure.value)
        writer.endObject()
    }

    private func writeUsers(to writer: inout JSONWriter) {
        let ranking = Array(usage.users.prefix(Self.ranked).enumerated())
        writer.list("usuarios_mais_ativos", ranking) { (entry, writer: inout JSONWriter) in
            writer.member("posicao", entry.offset + 1)
            entry.element.write(to: &writer)
        }
        writer.member("usuarios_total", usage.userCount)
        writer.list("estatisticas_usuarios", usage.users) { $0.write(to: &$1) }
    }

    private func writeTimes(to writer: inout JSONWriter) {
        writer.list("horarios_maior_uso", busiestHours) { (entry, writer: inout JSONWriter) in
            writer.member("hora", entry.hour)
            entry.tally.write(to: &writer)
        }
        writer.list("estatisticas_diarias", usage.days) { (day, writer: inout JSONWriter) in
            writer.member("data", day.date.text)
            day.tally.write(to: &writer)
        }
        writer.list("estatisticas_por_hora", Array(usage.hours.enumerated())) { (entry, writer: inout JSONWriter) in
            writer.member("hora", entry.offset)
            entry.element.write(to: &writer)
        }
        let weekdays = Array(zip(Self.weekdays, usage.weekdays))
        writer.list("estatisticas_por_dia_semana", weekdays) { (entry, writer: inout JSONWriter) in
            writer.member("dia", entry.0)
            entry.1.write(to: &writer)
        }
        let bounds = UsageReport.durationBounds.map { Optional($0) } + [nil]
        writer.list("distribuicao_tempos", Array(zip(bounds, usage.durations))) { (bar, writer: inout JSONWriter) in
            writer.member("menos_de_segundos", bar.0)
            writer.member("total", bar.1)
        }
    }
}

extension UsageTally {
    /// Its members for programs; times are seconds of the tries alone.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("total_requests", requests)
        writer.member("successful_requests", successes)
        writer.member("failed_requests", failures)
        writer.percent("success_rate", successRate)
        writer.member("portal_requests", tries)
        writer.percent("portal_success_rate", trySuccessRate)
        writer.member("cache_hits", cached)
        writer.member("duplicates", duplicates)
        writer.seconds("avg_processing_time", mean)
    }
}

extension UsageReport.User {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("user_id", name)
        tally.write(to: &writer)
        writer.member("first_usage", firstUse)
        writer.member("last_usage", lastUse)
        writer.member("dias_usando", days)
    }
}

extension UsageReport.Batch {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("task_id", job)
        writer.member("user_id", user)
        writer.member("batch_name", batch.batchName)
        writer.member("total_os", batch.totalOS)
        writer.member("success_count", batch.successCount)
        writer.member("error_count", batch.errorCount)
        writer.member("status", batch.status.rawValue)
        writer.member("created_at", createdAt)
        writer.member("updated_at", batch.updatedAt)
    }
}

extension UsageReport.Order {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("os_number", number)
        writer.member("total_requests", requests)
        writer.member("successful_requests", successes)
        writer.member("failed_requests", requests - successes)
        writer.member("portal_requests", tries)
        writer.member("cache_hits", cached)
        writer.member("last_usage", lastUse)
    }
}

extension JSONWriter {
    /// Hundredths of a percent with two decimals.
    fileprivate mutating func percent(_ name: StaticString, _ hundredths: Int?) {
        self.name(name)
        if let hundredths { decimal(Int64(hundredths), places: 2) } else { null() }
    }

    /// Seconds to the millisecond.
    fileprivate mutating func seconds(_ name: StaticString, _ seconds: Double?) {
        self.name(name)
        if let seconds { decimal(Int64((seconds * 1_000).rounded()), places: 3) } else { null() }
    }
}
