internal import CarretelCore
internal import CarretelDaemon
internal import CarretelProcessors
internal import CarretelStore

/// A ``ScrapingReport`` as one page that needs nothing from anywhere and fetches nothing.
struct ScrapingPage {
    private let report: ScrapingReport
    private let words: PageWords
    private var page = HTMLWriter(capacity: 1 << 16)

    /// Prepares the page.
    init(_ report: ScrapingReport) {
        self.report = report
        words = PageWords(zone: report.zone.rules)
    }

    /// The whole page.
    consuming func rendered() -> [UInt8] {
        writePage()
        return page.bytes
    }

    private mutating func writePage() {
        page.markup("<!DOCTYPE html>\n<html lang=\"pt-BR\"><head><meta charset=\"utf-8\">")
        page.markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        // Nothing may be fetched, not even by what the name of a batch might smuggle in.
        page.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        page.markup("style-src 'unsafe-inline'\"><title>Consultas de OS no portal</title><style>")
        page.markup(ReportStyle.css)
        page.markup(ScrapingPageStyle.css)
        page.markup("</style></head><body>")
        writeHeader()
        page.markup("<main>")
        writeAlerts()
        if report.usage.total.requests > 0 {
            writeTotals()
            writeCharts()
        } else {
            page.markup("<p class=\"note\" id=\"vazio\">Nenhuma consulta neste período.</p>")
        }
        ScrapingPageTables(usage: report.usage, words: words).write(to: &page)
        page.markup("</main></body></html>\n")
    }

    private mutating func writeHeader() {
        page.markup("<header><h1>Consultas de OS no portal</h1>")
        let period =
            report.days == 1
            ? BrazilianText.date(report.lastDay)
            : "\(BrazilianText.date(report.firstDay)) a \(BrazilianText.date(report.lastDay)) (\(report.days) dias)"
        page.element("<p>", "\(period) · gerado em \(words.moment(report.at)) (\(report.zone.name))", "</p>")
        let queue = report.queue
        let state =
            "Agora: \(BrazilianText.count(queue.running)) em execução, \(BrazilianText.count(queue.waiting)) aguardando, "
            + "\(BrazilianText.count(queue.deferred)) agendado(s) · "
            + (queue.isServed ? "\(queue.workers) processo(s) de trabalho" : "nenhum serviço ativo")
        page.element("<p>", state, "</p></header>")
    }

    private mutating func writeAlerts() {
        guard !report.alerts.isEmpty else { return }
        page.markup("<ul id=\"alertas\">")
        for alert in report.alerts { page.element("<li>", PageWords.alert(alert.measure), "</li>") }
        page.markup("</ul>")
    }

    private mutating func writeTotals() {
        let total = report.usage.total
        page.markup("<section class=\"cards\" id=\"totais\">")
        card("consultas", BrazilianText.count(total.requests))
        card("com sucesso", PageWords.percent(total.successRate))
        card("falhas", BrazilianText.count(total.failures))
        card("respostas do cache", BrazilianText.count(total.cached))
        card("números repetidos", BrazilianText.count(total.duplicates))
        card("tempo médio", PageWords.seconds(total.mean))
        card("tempo p95", PageWords.seconds(report.usage.p95))
        card("tempo máximo", PageWords.seconds(total.slowest))
        page.markup("</section>")
    }

    private mutating func card(_ name: String, _ value: String) {
        page.element("<div class=\"card\"><b>", value, "</b>")
        page.element("<span>", name, "</span></div>")
    }

    private mutating func writeCharts() {
        page.markup("<p class=\"legend\"><span class=\"key success\"></span>com sucesso ")
        page.markup("<span class=\"key danger\"></span>falha</p>")
        let usage = report.usage
        BarChart(
            id: "por-dia", heading: "Consultas por dia", note: "Todas, respostas do cache incluídas.",
            bars: usage.days.map { day in
                let date = BrazilianText.date(day.date)
                return words.bar(String(date.prefix(5)), date, day.tally)
            }
        ).write(to: &page)
        page.markup("<div class=\"pair\"><div>")
        BarChart(
            id: "por-hora", heading: "Por hora do dia", note: report.zone.name, size: .half,
            bars: usage.hours.enumerated().map { words.bar("\($0) h", "\($0) h às \($0 + 1) h", $1) }
        ).write(to: &page)
        page.markup("</div><div>")
        BarChart(
            id: "por-dia-da-semana", heading: "Por dia da semana", note: report.zone.name, size: .half,
            bars: zip(PageWords.weekdays, usage.weekdays).map { words.bar($0, $0, $1) }
        ).write(to: &page)
        page.markup("</div></div>")
        BarChart(
            id: "tempos", heading: "Tempo por consulta ao portal",
            note: "Só as consultas feitas ao portal, com sucesso ou não.", colour: "info", bars: durationBars
        ).write(to: &page)
    }

    private var durationBars: [BarChart.Bar] {
        let bounds = UsageReport.durationBounds.map { Int($0) }
        return report.usage.durations.enumerated().map { place, count in
            let upper = place < bounds.count ? PageWords.short(bounds[place]) : nil
            let label = upper.map { "< \($0)" } ?? "≥ \(PageWords.short(bounds[place - 1]))"
            return .init(label: label, title: "\(label): \(BrazilianText.count(count))", successes: count)
        }
    }
}
