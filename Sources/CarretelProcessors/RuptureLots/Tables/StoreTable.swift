import CarretelCore

/// Which table of the business store gives rows of which of the five tables, and which of its rows count.
struct StoreTable {
    /// What the job type that fills the store calls the part of its work that fills the table.
    let service: String
    let shape: TableShape
    let table: BusinessTable
    /// Those that stand for the columns of ``shape``, in their order.
    let columns: [String]
    /// Another one, for ``isLeftOut(_:)``.
    var status: String?
    /// An Odoo without its module has none, so the analysis goes on without it.
    var isOptional = false
    /// Rows of nothing or less are of no use: what was received beyond the order is in stock already.
    var needsQuantity = false

    /// In the order in which ``DatasetTables`` wants its tables. Nothing stands in for anything else there.
    static let all = [
        StoreTable(
            service: "carteira", shape: .orders, table: .backlog,
            columns: [
                "num_pedido", "cod_produto", "nome_produto", "qtd_saldo_produto_pedido", "preco_produto_pedido",
            ], status: "status_pedido"),
        StoreTable(
            service: "estoque", shape: .stock, table: .stockOnHand, columns: ["cod_produto", "qtd_saldo"]),
        StoreTable(
            service: "estoque", shape: .shipments, table: .plannedShipments, columns: moveColumns, isOptional: true),
        StoreTable(
            service: "estoque", shape: .production, table: .plannedReceipts, columns: moveColumns, isOptional: true),
        StoreTable(
            service: "estoque", shape: .production, table: .purchasesInTransit,
            columns: ["cod_produto", "data_prevista", "qtd_pendente"], isOptional: true, needsQuantity: true),
    ]

    private static let moveColumns = ["cod_produto", "data_prevista", "qtd_prevista"]
    private static let cancelled = BusinessValue.text("Cancelado")

    /// What is read of a row.
    var allColumns: [String] { columns + (status.map { [$0] } ?? []) }

    /// Whether a row says something that the analysis is not to know: a line that was cancelled, nothing to come.
    func isLeftOut(_ values: [BusinessValue]) -> Bool {
        if status != nil, values.last == Self.cancelled { return true }
        guard needsQuantity, case .integer(let quantity)? = values.last else { return needsQuantity }
        return quantity <= 0
    }

    /// Whether a row lacks what it cannot be used without: its codes, and the date of a receipt.
    func isIncomplete(_ values: [BusinessValue]) -> Bool {
        for (column, value) in zip(shape.columns, values) {
            let isNeeded = column.kind == .code || column.kind == .date
            if isNeeded, value == .null || value == .text("") { return true }
        }
        return false
    }
}
