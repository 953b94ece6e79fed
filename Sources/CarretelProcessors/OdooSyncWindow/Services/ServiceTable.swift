// Which records of Odoo become rows of which table, and how: all the services, one file each for how theirs are made.
// Nothing here decides anything; PartPlan fits it to what a server has, RowMaker makes rows by it.

extension SyncService {
    /// All services, in the order in which they run.
    static let all: [SyncService] = [
        SyncService(name: "faturamento", window: .minutes(5_760), parts: [.invoices]),
        SyncService(name: "carteira", window: .minutes(40), parts: [.backlog]),
        SyncService(name: "requisicoes", window: .minutes(90), parts: [.requisitions]),
        SyncService(name: "pedidos", window: .minutes(90), parts: [.purchases]),
        SyncService(name: "alocacoes", window: .minutes(90), parts: [.allocations]),
        SyncService(name: "entradas", window: .days(7), parts: [.receipts]),
        SyncService(
            name: "estoque", window: .minutes(90),
            parts: [.stockOnHand, .plannedShipments, .plannedReceipts, .purchasesInTransit]),
    ]

    /// Those that run when a job names none.
    static let standard = Array(all.prefix(6))

    /// The one whose window ``SyncSettings/firstRunMinutes`` widens.
    static let backlogName = "carteira"
}

/// Values that several services look for.
enum OrderTypes {
    /// The types of sales orders that are goods sold.
    static let sales = ["venda", "bonificacao", "industrializacao", "exportacao", "venda-industrializacao"]
    /// The types of purchase orders that bring goods in.
    static let purchases = [
        "compra", "importacao", "comp-importacao", "devolucao", "devolucao_compra", "industrializacao",
        "serv-industrializacao", "ent-bonificacao", "rem-conta-ordem",
    ]
}

extension ColumnSource {
    /// The code of the product that a field names.
    static func productCode(_ field: String) -> ColumnSource {
        .first([.field("\(field).default_code"), .labelCode(field)])
    }

    /// Its name.
    static func productName(_ field: String) -> ColumnSource {
        .first([.field("\(field).name"), .label(field)])
    }

    /// The name of a document that a field names.
    static func documentName(_ field: String) -> ColumnSource {
        .first([.field("\(field).name"), .label(field)])
    }
}

extension Stamp {
    /// The product's: a code that is given or corrected must reach the rows that are named by it.
    static let product = Stamp.optional("product_id.write_date")
}

extension IgnoreRule {
    /// A record without a product.
    static let noProduct = IgnoreRule("sem_produto", .empty("produto_id"))
    /// A record whose product has no code.
    static let noCode = IgnoreRule("sem_codigo", .empty("cod_produto"))
}
