import CarretelCore

/// Writes the results of a lot's orders, a JSON object a line, with the field names that front ends of the replaced
/// system read (docs/rupture-lots.md).
///
/// Quantities and values are exact decimals everywhere, also where that system cut them to integers: 0.5 missing is
/// not 0 missing. An order that is all right has all members too, so that readers need no second shape.
struct ResultLines {
    private var writer = JSONWriter(capacity: 1 << 15)
    /// Where each line feed is.
    private var lineFeeds: [Int] = []
    private let codes: QuotedTexts
    private let names: QuotedTexts

    /// Starts without lines.
    ///
    /// - Parameters:
    ///   - codes: the products' codes.
    ///   - names: the products' names.
    init(codes: QuotedTexts, names: QuotedTexts) {
        self.codes = codes
        self.names = names
    }

    /// The lines, each ended by a line feed; JSON texts hold none.
    var bytes: [UInt8] { writer.bytes }

    /// The lines as the inside of a JSON array.
    var arrayElements: [UInt8] {
        var elements = bytes
        for place in lineFeeds { elements[place] = UInt8(ascii: ",") }
        if !elements.isEmpty { elements.removeLast() }
        return elements
    }

    private mutating func endLine() {
        lineFeeds.append(writer.bytes.count)
        writer.newline()
    }

    /// Writes the line of an analysed order.
    ///
    /// - Parameters:
    ///   - analysis: what can be said of it.
    ///   - number: its number.
    ///   - worker: who analysed it.
    ///   - lot: in which lot.
    ///   - moment: when.
    ///   - duration: how long it took.
    mutating func write(
        _ analysis: OrderAnalysis, number: String, worker: Int, lot: Int, at moment: Timestamp, duration: Duration
    ) {
        writer.beginObject()
        writer.member("success", true)
        writer.member("pedido_ok", analysis.shortCount == 0)
        writer.member("num_pedido", number)
        writer.member("worker_id", worker)
        writer.member("lote_index", lot)
        writer.member("processado_em", moment)
        writeVerdict(analysis)
        writeSummary(analysis, number: number)
        writer.name("itens")
        writer.beginArray()
        for item in analysis.items where item.isShort { writeShort(item) }
        writer.endArray()
        writer.name("itens_disponiveis")
        writer.beginArray()
        for item in analysis.items where !item.isShort { writeAvailable(item) }
        writer.endArray()
        writer.name("performance_ms")
        writer.decimal(duration.wholeMicroseconds, places: 3)
        writer.member("sem_cache", true)
        writer.endObject()
        endLine()
    }

    /// Writes the line of an order that could not be analysed.
    mutating func write(_ failure: AnalysisFailure, number: String) {
        writer.beginObject()
        writer.member("num_pedido", number)
        writer.member("success", false)
        writer.member("error", failure.message)
        writer.endObject()
        endLine()
    }

    /// What a front end shows without looking further.
    private mutating func writeVerdict(_ analysis: OrderAnalysis) {
        writer.member("percentual_disponibilidade", Int(analysis.availabilityPercent))
        complete(analysis.complete)
        writer.member("criticidade", analysis.criticality?.rawValue)
        writer.name("classe")
        writer.word(Criticality.colourClass(analysis.criticality))
        writer.member("rotulo", OrderLabel.text(of: analysis))
        if analysis.shortCount == 0 { writer.member("message", "Todos os itens disponíveis") }
    }

    private mutating func writeSummary(_ analysis: OrderAnalysis, number: String) {
        writer.name("resumo")
        writer.beginObject()
        writer.member("num_pedido", number)
        writer.name("percentual_ruptura")
        writer.decimal(analysis.shortagePercent, places: 2)
        writer.member("percentual_disponibilidade", Int(analysis.availabilityPercent))
        writer.member("percentual_itens_disponiveis", Int(analysis.availableLinesPercent))
        writer.member("qtd_itens_ruptura", analysis.shortCount)
        writer.member("qtd_itens_disponiveis", analysis.items.count - analysis.shortCount)
        writer.member("total_itens", analysis.items.count)
        writer.member("criticidade", analysis.criticality?.rawValue)
        value("valor_total_pedido", analysis.totalValue)
        value("valor_disponivel", analysis.totalValue - analysis.shortValue)
        value("valor_com_ruptura", analysis.shortValue)
        complete(analysis.complete)
        writer.endObject()
    }

    private mutating func writeShort(_ item: OrderAnalysis.Item) {
        let first = item.outlook.firstArrival
        writer.beginObject()
        writeProduct(item)
        quantity("ruptura_qtd", item.outlook.missing)
        date("data_producao", first?.date)
        if let first { quantity("qtd_producao", first.quantity) } else { writer.nullMember("qtd_producao") }
        date("data_disponivel", item.outlook.availableOn)
        writer.endObject()
    }

    private mutating func writeAvailable(_ item: OrderAnalysis.Item) {
        writer.beginObject()
        writeProduct(item)
        writer.name("preco_unitario")
        writer.decimal(item.line.price, places: TableShape.money.places)
        value("valor_total", item.value)
        writer.endObject()
    }

    private mutating func writeProduct(_ item: OrderAnalysis.Item) {
        writer.name("cod_produto")
        codes.write(item.line.product, to: &writer)
        writer.name("nome_produto")
        names.write(item.line.name, to: &writer)
        quantity("qtd_saldo", item.line.quantity)
        quantity("estoque_atual", item.outlook.onHand)
        quantity("estoque_min_d7", item.outlook.minimum)
    }
}

extension ResultLines {
    private mutating func complete(_ complete: OrderAnalysis.Complete) {
        switch complete {
        case .now: writer.member("data_disponibilidade_total", "agora")
        case .on(let day): date("data_disponibilidade_total", day)
        case .unknown: writer.nullMember("data_disponibilidade_total")
        }
    }

    private mutating func date(_ name: StaticString, _ date: CivilDate?) {
        writer.name(name)
        if let date { writer.string(date) } else { writer.null() }
    }

    private mutating func quantity(_ name: StaticString, _ scaled: Int64) {
        writer.name(name)
        writer.decimal(scaled, places: TableShape.quantity.places)
    }

    private mutating func value(_ name: StaticString, _ scaled: Int128) {
        writer.name(name)
        writer.decimal(scaled, places: OrderValue.places)
    }
}

/// Quantity times price: thousandths by cents.
enum OrderValue {
    static let places = TableShape.quantity.places + TableShape.money.places
}
