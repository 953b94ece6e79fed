import CarretelCore

/// The orders with a shortage, the worst first.
struct OrderTable {
    let analysis: RuptureAnalysis
    /// Those that are listed, in their order.
    let orders: [ShortOrder]

    private var tables: DatasetTables { analysis.dataset.tables }

    func write(to page: inout HTMLWriter) {
        page.markup("<h2>Pedidos com ruptura</h2>")
        guard !orders.isEmpty else {
            return page.markup("<p class=\"note\">Nenhum pedido com ruptura.</p>")
        }
        let all = analysis.results.shortOrders.count
        if orders.count < all {
            page.element(
                "<p class=\"note\">",
                "Os \(BrazilianText.count(orders.count)) piores de \(BrazilianText.count(all)); todos em "
                    + "\(RuptureResults.fileName).", "</p>")
        }
        page.markup("<div class=\"wide\"><table id=\"pedidos\"><thead><tr><th>pedido</th><th>criticidade</th>")
        page.markup("<th>situação</th><th class=\"n\">ruptura</th><th class=\"n\">valor com ruptura</th>")
        page.markup("<th class=\"n\">valor do pedido</th><th>itens em ruptura</th></tr></thead><tbody>")
        for order in orders { write(order, to: &page) }
        page.markup("</tbody></table></div>")
    }

    private func write(_ order: ShortOrder, to page: inout HTMLWriter) {
        page.element("<tr><td>", tables.orders.numbers.text(of: order.order), "</td><td><span class=\"badge ")
        page.markup(Criticality.colourClass(order.criticality))
        page.element("\">", order.criticality.rawValue, "</span></td>")
        page.element("<td>", order.label, "</td>")
        page.element(
            "<td class=\"n\">", BrazilianText.decimal(Int128(order.shortagePercent), places: 2, shown: 2), " %</td>")
        page.element("<td class=\"n\">", BrazilianText.money(order.shortValue), "</td>")
        page.element("<td class=\"n\">", BrazilianText.money(order.totalValue), "</td>")
        page.element(
            "<td><details><summary>", "\(order.items.count) de \(order.lineCount)", "</summary><ul>")
        for item in order.items { write(item, to: &page) }
        page.markup("</ul></details></td></tr>")
    }

    private func write(_ item: ShortOrder.Item, to page: inout HTMLWriter) {
        page.element("<li>", tables.products.text(of: item.product), ": faltam ")
        page.text(BrazilianText.quantity(Int128(item.missing)))
        page.element(
            " <span class=\"soft\">(", item.availableOn.map { "disponível em \(BrazilianText.date($0))" } ?? "sem data",
            ")</span></li>")
    }
}
