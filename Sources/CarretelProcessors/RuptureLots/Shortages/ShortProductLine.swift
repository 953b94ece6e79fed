import CarretelCore

/// Writes a short product as a line of `produtos_em_ruptura.jsonl` (docs/rupture-lots.md).
struct ShortProductLine {
    let tables: DatasetTables
    let stock: StockProjection

    /// One JSON object and a line feed.
    func bytes(of product: ShortProduct) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("cod_produto", tables.products.text(of: product.product))
        writer.member("nome_produto", tables.names.text(of: product.name))
        writer.name("equivalentes")
        writer.beginArray()
        for code in product.equivalents { writer.string(tables.products.text(of: code)) }
        writer.endArray()
        quantity("estoque_atual", Int128(stock.outlooks[product.group].onHand), &writer)
        quantity("estoque_min_d7", Int128(stock.outlooks[product.group].minimum), &writer)
        quantity("qtd_pedida", product.wanted, &writer)
        quantity("falta_total", product.shortfall, &writer)
        quantity("ruptura_qtd", product.missing, &writer)
        writer.name("valor_com_ruptura")
        writer.decimal(product.shortValue, places: OrderValue.places)
        writer.member("qtd_pedidos", product.orders.count)
        writer.name("pedidos")
        writer.beginArray()
        for order in product.orders { writer.string(tables.orders.numbers.text(of: order)) }
        writer.endArray()
        writer.name("chegadas")
        writer.beginArray()
        for arrival in product.arrivals {
            writer.beginObject()
            writer.name("data")
            writer.string(arrival.date)
            quantity("qtd", Int128(arrival.quantity), &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.name("data_disponivel")
        if let date = product.availableOn { writer.string(date) } else { writer.null() }
        writer.endObject()
        writer.newline()
        return writer.bytes
    }

    private func quantity(_ name: StaticString, _ scaled: Int128, _ writer: inout JSONWriter) {
        writer.name(name)
        writer.decimal(scaled, places: TableShape.quantity.places)
    }
}
