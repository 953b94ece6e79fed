import CarretelCore

/// The products that orders are short of, those with the most value waiting first.
struct ProductTable {
    let analysis: RuptureAnalysis

    private var tables: DatasetTables { analysis.dataset.tables }

    func write(to page: inout HTMLWriter) {
        page.markup("<h2>Produtos em ruptura</h2>")
        let products = analysis.products.prefix(RuptureLimits.maxReportProducts)
        guard !products.isEmpty else {
            return page.markup("<p class=\"note\">Nenhum produto em ruptura.</p>")
        }
        if products.count < analysis.products.count {
            page.element(
                "<p class=\"note\">",
                "Os \(BrazilianText.count(products.count)) primeiros de "
                    + "\(BrazilianText.count(analysis.products.count)); todos em \(RuptureAnalysis.productsFileName).",
                "</p>")
        }
        page.markup("<div class=\"wide\"><table id=\"produtos\"><thead><tr><th>produto</th><th>nome</th>")
        page.markup("<th class=\"n\">falta total</th><th class=\"n\">pedida</th><th class=\"n\">estoque</th>")
        page.markup("<th class=\"n\">valor com ruptura</th><th>pedidos</th><th>chegadas</th><th>tudo em</th>")
        page.markup("</tr></thead><tbody>")
        for product in products { write(product, to: &page) }
        page.markup("</tbody></table></div>")
    }

    private func write(_ product: ShortProduct, to page: inout HTMLWriter) {
        page.element("<tr><td>", tables.products.text(of: product.product), "")
        if !product.equivalents.isEmpty {
            page.element(" <span class=\"soft\">= ", list(product.equivalents.map(tables.products.text)), "</span>")
        }
        page.element("</td><td>", tables.names.text(of: product.name), "</td>")
        quantity(product.shortfall, to: &page)
        quantity(product.wanted, to: &page)
        quantity(Int128(analysis.stock.outlooks[product.group].onHand), to: &page)
        page.element("<td class=\"n\">", BrazilianText.money(product.shortValue), "</td>")
        page.element("<td><details><summary>", BrazilianText.count(product.orders.count), "</summary>")
        page.element("", list(product.orders.map(tables.orders.numbers.text)), "</details></td>")
        let arrivals = product.arrivals.map {
            "\(BrazilianText.quantity(Int128($0.quantity))) em \(BrazilianText.date($0.date))"
        }
        page.element("<td>", arrivals.isEmpty ? "nenhuma prevista" : list(arrivals), "</td>")
        page.element("<td>", product.availableOn.map(BrazilianText.date) ?? "sem data", "</td></tr>")
    }

    private func quantity(_ scaled: Int128, to page: inout HTMLWriter) {
        page.element("<td class=\"n\">", BrazilianText.quantity(scaled), "</td>")
    }

    /// The first few, and how many more.
    private func list(_ texts: [String]) -> String {
        let shown = texts.prefix(RuptureLimits.maxReportDetails).joined(separator: ", ")
        let rest = texts.count - RuptureLimits.maxReportDetails
        return rest > 0 ? "\(shown) e mais \(BrazilianText.count(rest))" : shown
    }
}
