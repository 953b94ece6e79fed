import CarretelCore

/// What a job hands back: counts by criticality, where its data is from, and the orders themselves when they are few.
struct RuptureOutput {
    let analysis: RuptureAnalysis

    private var results: RuptureResults { analysis.results }

    /// Succeeded, or partial when some orders failed, or failed when all did.
    func outcome(files: [DataFile]) -> ProcessorOutcome {
        let tally = results.tally
        guard tally.failed > 0 else { return .succeeded(output: bytes(), files: files) }
        let reason = reason(tally)
        return tally.succeeded == 0 ? .failed(reason) : .partial(output: bytes(), files: files, reason: reason)
    }

    private func reason(_ tally: Tally) -> FailureReason {
        let examples = results.failures.map { "\($0.order): \($0.message)" }.joined(separator: " ")
        let summary =
            tally.succeeded == 0
            ? "None of the \(tally.processed) orders could be analysed."
            : "\(tally.failed) of \(tally.processed) orders could not be analysed."
        return FailureReason(
            .permanent, code: "orders_failed", message: "\(summary) \(examples)",
            hint: tally.succeeded == 0
                ? "The first of them are named here; compare the order numbers with the dataset's orders."
                : "Each entry of resultados.jsonl with success false says why in error.")
    }

    private func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("session_id", analysis.parameters.sessionID)
        writer.member("dataset", analysis.parameters.dataset.label)
        writeRules(&writer)
        writeCounts(&writer)
        writeSources(&writer)
        writer.name("resultados")
        if let inline = results.inline { writer.raw([0x5B] + inline + [0x5D]) } else { writer.null() }
        writer.endObject()
        return writer.bytes
    }

    private func writeRules(_ writer: inout JSONWriter) {
        let rules = analysis.stock.rules
        writer.name("reference_date")
        writer.string(rules.today)
        writer.member("horizon_days", rules.horizonDays)
        writer.member("lead_time_days", rules.leadTimeDays)
        writer.member("allocation", analysis.parameters.allocation.rawValue)
        writer.member("overdue_shipments", rules.overdueShipments.rawValue)
        writer.name("criticality")
        writer.word(analysis.ladder.name)
        writer.name("criticality_thresholds")
        guard case .byValue(let thresholds) = analysis.ladder else { return writer.null() }
        writer.beginObject()
        writer.member("CRITICA", thresholds.critical)
        writer.member("ALTA", thresholds.high)
        writer.member("MEDIA", thresholds.medium)
        writer.endObject()
    }

    private func writeCounts(_ writer: inout JSONWriter) {
        let tally = results.tally
        writer.member("total_pedidos", analysis.plan.orders.count)
        writer.member("sucessos", tally.succeeded)
        writer.member("falhas", tally.failed)
        writer.member("lotes", analysis.plan.lotCount)
        writer.member("lot_size", analysis.plan.lotSize)
        writer.member("workers", analysis.plan.workers)
        writer.name("criticidades")
        writer.beginObject()
        for (criticality, count) in zip(Criticality.allCases, tally.short) {
            writer.name(criticality.rawValue)
            writer.integer(count)
        }
        writer.member("OK", tally.fine)
        writer.endObject()
        writer.name("valor_total")
        writer.decimal(tally.totalValue, places: OrderValue.places)
        writer.name("valor_com_ruptura")
        writer.decimal(tally.shortValue, places: OrderValue.places)
        writer.member("produtos_em_ruptura", analysis.products.count)
    }

    private func writeSources(_ writer: inout JSONWriter) {
        writer.name("dados_de")
        writer.beginObject()
        for source in analysis.dataset.sources {
            writer.name(source.table.name)
            writer.beginObject()
            writer.member("file", source.place.name)
            writer.member("modified_at", source.place.moment)
            writer.member("records", source.records)
            writer.endObject()
        }
        writer.endObject()
    }
}
