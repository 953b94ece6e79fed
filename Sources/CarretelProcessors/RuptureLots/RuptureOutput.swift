import CarretelCore

/// What a job hands back: counts by criticality, where its data is from, and the orders themselves when they are few.
struct RuptureOutput {
    let parameters: RuptureParameters
    let dataset: LoadedDataset
    let plan: LotPlan
    let results: RuptureResults

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
                ? "The first of them are named here; compare the order numbers with the dataset's orders.csv."
                : "Each entry of resultados.jsonl with success false says why in error.")
    }

    private func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("session_id", parameters.sessionID)
        writer.member("dataset", parameters.dataset)
        writer.member("reference_date", dataset.today.text)
        writeCounts(&writer)
        writeSources(&writer)
        writer.name("resultados")
        if let inline = results.inline { writer.raw([0x5B] + inline.asArrayElements + [0x5D]) } else { writer.null() }
        writer.endObject()
        return writer.bytes
    }

    private func writeCounts(_ writer: inout JSONWriter) {
        writer.member("total_pedidos", plan.orders.count)
        writer.member("sucessos", results.tally.succeeded)
        writer.member("falhas", results.tally.failed)
        writer.member("lotes", plan.lotCount)
        writer.member("lot_size", plan.lotSize)
        writer.member("workers", plan.workers)
        writer.name("criticidades")
        writer.beginObject()
        for (criticality, count) in zip(Criticality.allCases, results.tally.short) {
            writer.name(criticality.rawValue)
            writer.integer(count)
        }
        writer.member("OK", results.tally.fine)
        writer.endObject()
    }

    private func writeSources(_ writer: inout JSONWriter) {
        writer.name("dados_de")
        writer.beginObject()
        for source in dataset.sources {
            writer.name(source.table.name)
            writer.beginObject()
            writer.member("file", source.table.file)
            writer.member("modified_at", source.modifiedAt.rfc3339Milliseconds)
            writer.member("records", source.records)
            writer.endObject()
        }
        writer.endObject()
    }
}
