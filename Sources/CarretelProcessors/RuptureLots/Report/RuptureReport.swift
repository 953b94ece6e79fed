import CarretelCore

/// `relatorio.html`: what a person opens in the morning. One page that needs nothing from anywhere: totals, how critical
/// the orders are, the orders with the worst first, and the products that hold them up.
struct RuptureReport {
    /// The name of the file.
    static let fileName = "relatorio.html"

    private let analysis: RuptureAnalysis
    private let writtenAt: Timestamp
    private var page = HTMLWriter(capacity: 1 << 16)

    /// Prepares the page.
    init(_ analysis: RuptureAnalysis, writtenAt: Timestamp) {
        self.analysis = analysis
        self.writtenAt = writtenAt
    }

    /// Writes the file; its records are the orders that it lists.
    ///
    /// - Throws: transient `storage_failed`.
    consuming func write(_ attempt: any AttemptContext) throws(FailureReason) -> DataFile {
        let orders = ShortOrder.worst(RuptureLimits.maxReportOrders, of: analysis.results.shortOrders)
        writePage(orders)
        let file = try attempt.makeDataFile(named: Self.fileName)
        try file.append(page.bytes, records: orders.count)
        return try file.finish()
    }

    private mutating func writePage(_ orders: [ShortOrder]) {
        page.markup("<!DOCTYPE html>\n<html lang=\"pt-BR\"><head><meta charset=\"utf-8\">")
        page.markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        // Nothing may be fetched, not even by what a product's name might smuggle in.
        page.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        page.markup("style-src 'unsafe-inline'\"><title>Ruptura de estoque – ")
        page.text(analysis.parameters.dataset.label)
        page.markup("</title><style>")
        page.markup(ReportStyle.css)
        page.markup("</style></head><body>")
        writeHeader()
        page.markup("<main>")
        writeTotals()
        CriticalityChart(tally: analysis.results.tally).write(to: &page)
        OrderTable(analysis: analysis, orders: orders).write(to: &page)
        ProductTable(analysis: analysis).write(to: &page)
        writeFailures()
        writeSources()
        page.markup("</main></body></html>\n")
    }

    private mutating func writeHeader() {
        let rules = analysis.stock.rules
        page.markup("<header><h1>Ruptura de estoque</h1>")
        page.element(
            "<p>",
            "Dados: \(analysis.parameters.dataset.label) · visto de \(BrazilianText.date(rules.today)) até D\(rules.horizonDays)"
                + " · gerado em \(BrazilianText.moment(writtenAt))", "</p>")
        var notes = ["prazo após a produção: \(rules.leadTimeDays) dia(s)"]
        notes.append(
            analysis.parameters.allocation == .sequential
                ? "cada unidade prometida uma só vez, na ordem dos pedidos" : "pedidos vistos um a um")
        if rules.overdueShipments == .today { notes.append("separações atrasadas ou sem data contam hoje") }
        if case .byValue(let steps) = analysis.ladder {
            notes.append(
                "criticidade pelo valor em falta (\(steps.critical) %, \(steps.high) %, \(steps.medium) %)")
        }
        page.element("<p>", notes.joined(separator: " · "), "</p></header>")
    }

    private mutating func writeTotals() {
        let tally = analysis.results.tally
        page.markup("<section class=\"cards\" id=\"totais\">")
        card("pedidos analisados", BrazilianText.count(tally.processed))
        card("com estoque OK", BrazilianText.count(tally.fine))
        card("com ruptura", BrazilianText.count(tally.shortOrders))
        card("valor dos pedidos", BrazilianText.money(tally.totalValue))
        card("valor com ruptura", BrazilianText.money(tally.shortValue))
        card("produtos em ruptura", BrazilianText.count(analysis.products.count))
        if tally.failed > 0 { card("não analisados", BrazilianText.count(tally.failed)) }
        page.markup("</section>")
    }

    private mutating func card(_ name: String, _ value: String) {
        page.element("<div class=\"card\"><b>", value, "</b>")
        page.element("<span>", name, "</span></div>")
    }

    private mutating func writeFailures() {
        let failures = analysis.results.failures
        guard !failures.isEmpty else { return }
        page.markup("<h2>Não analisados</h2><ul id=\"falhas\">")
        for failure in failures {
            page.element("<li><b>", failure.order, "</b>: ")
            page.element("", failure.message, "</li>")
        }
        page.markup("</ul>")
        let rest = analysis.results.tally.failed - failures.count
        guard rest > 0 else { return }
        page.element("<p class=\"note\">", "E mais \(BrazilianText.count(rest)), em resultados.jsonl.", "</p>")
    }

    private var isInline: Bool {
        if case .dataset(.inline) = analysis.parameters.dataset { true } else { false }
    }

    private mutating func writeSources() {
        page.markup("<h2>Dados de</h2><div class=\"wide\"><table id=\"dados\"><thead><tr><th>tabela</th>")
        page.markup("<th>alterada em</th><th class=\"n\">registros</th></tr></thead><tbody>")
        for source in analysis.dataset.sources {
            page.element("<tr><td>", source.place.name ?? source.table.name, "</td>")
            let moment = source.place.moment.map { BrazilianText.moment($0) }
            page.element("<td>", moment ?? (isInline ? "no próprio job" : ""), "</td>")
            page.element("<td class=\"n\">", BrazilianText.count(source.records), "</td></tr>")
        }
        page.markup("</tbody></table></div>")
    }
}
