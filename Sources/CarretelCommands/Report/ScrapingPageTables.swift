internal import CarretelCore
internal import CarretelProcessors
internal import CarretelStore

/// The tables of the page: who asked, the last batches, and which service orders were asked for more than others.
struct ScrapingPageTables {
    let usage: UsageReport
    let words: PageWords

    func write(to page: inout HTMLWriter) {
        writeUsers(to: &page)
        writeBatches(to: &page)
        write(usage.orders, id: "mais-consultadas", heading: "OS mais consultadas", to: &page)
        write(usage.repeated, id: "repetidas", heading: "OS com mais de uma consulta ao portal", to: &page)
    }

    private func writeUsers(to page: inout HTMLWriter) {
        guard !usage.users.isEmpty else { return }
        page.markup("<h2>Usuários mais ativos</h2>")
        let shown = usage.users.prefix(ScrapingReport.ranked)
        if shown.count < usage.userCount {
            page.element(
                "<p class=\"note\">",
                "Os \(shown.count) primeiros de \(BrazilianText.count(usage.userCount)).", "</p>")
        }
        page.markup("<div class=\"wide\"><table id=\"usuarios\"><thead><tr><th class=\"n\"></th><th>usuário</th>")
        page.markup("<th class=\"n\">consultas</th><th class=\"n\">sucesso</th><th class=\"n\">tempo médio</th>")
        page.markup("<th class=\"n\">dias</th><th>primeira</th><th>última</th></tr></thead><tbody>")
        for (place, user) in shown.enumerated() {
            page.element("<tr><td class=\"n\">", "\(place + 1)", "</td>")
            page.element("<td class=\"name\">", user.name, "</td>")
            number(BrazilianText.count(user.tally.requests), to: &page)
            number(PageWords.percent(user.tally.successRate), to: &page)
            number(PageWords.seconds(user.tally.mean), to: &page)
            number(BrazilianText.count(user.days), to: &page)
            moment(user.firstUse, to: &page)
            moment(user.lastUse, to: &page)
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div>")
    }

    private func writeBatches(to page: inout HTMLWriter) {
        page.markup("<h2>Últimos lotes</h2>")
        guard !usage.batches.isEmpty else { return page.markup("<p class=\"note\">Nenhum lote até agora.</p>") }
        page.markup("<div class=\"wide\"><table id=\"lotes\"><thead><tr><th>lote</th><th>usuário</th><th>situação</th>")
        page.markup("<th class=\"n\">OS</th><th class=\"n\">sucesso</th><th class=\"n\">erros</th><th>início</th>")
        page.markup("<th>atualizado</th></tr></thead><tbody>")
        for entry in usage.batches {
            page.element("<tr><td class=\"name\">", entry.batch.batchName, "</td>")
            page.element("<td class=\"name\">", entry.user, "</td><td><span class=\"badge ")
            page.markup(entry.batch.status.colour)
            page.element("\">", entry.batch.status.words, "</span></td>")
            number(BrazilianText.count(entry.batch.totalOS), to: &page)
            number(BrazilianText.count(entry.batch.successCount), to: &page)
            number(BrazilianText.count(entry.batch.errorCount), to: &page)
            moment(entry.createdAt, to: &page)
            moment(entry.batch.updatedAt, to: &page)
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div>")
    }

    private func write(
        _ orders: [UsageReport.Order], id: String, heading: String, to page: inout HTMLWriter
    ) {
        guard !orders.isEmpty else { return }
        page.element("<h2>", heading, "</h2><div class=\"wide\"><table id=\"")
        page.text(id)
        page.markup("\"><thead><tr><th>OS</th><th class=\"n\">consultas</th><th class=\"n\">ao portal</th>")
        page.markup("<th class=\"n\">falhas</th><th class=\"n\">do cache</th><th>última</th></tr></thead><tbody>")
        for order in orders {
            page.element("<tr><td class=\"name\">", order.number, "</td>")
            number(BrazilianText.count(order.requests), to: &page)
            number(BrazilianText.count(order.tries), to: &page)
            number(BrazilianText.count(order.requests - order.successes), to: &page)
            number(BrazilianText.count(order.cached), to: &page)
            moment(order.lastUse, to: &page)
            page.markup("</tr>")
        }
        page.markup("</tbody></table></div>")
    }

    private func number(_ text: String, to page: inout HTMLWriter) {
        page.element("<td class=\"n\">", text, "</td>")
    }

    private func moment(_ moment: Timestamp, to page: inout HTMLWriter) {
        page.element("<td class=\"when\">", words.moment(moment), "</td>")
    }
}

extension ScrapingBatch.Status {
    fileprivate var words: String {
        switch self {
        case .started: "iniciado"
        case .completed: "concluído"
        case .completedWithErrors: "com erros"
        case .failed: "erro"
        }
    }

    fileprivate var colour: StaticString {
        switch self {
        case .started: "info"
        case .completed: "success"
        case .completedWithErrors: "warning"
        case .failed: "danger"
        }
    }
}
