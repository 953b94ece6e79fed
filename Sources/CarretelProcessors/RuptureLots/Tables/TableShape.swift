/// The five tables of a dataset: the file, and its columns in their order (docs/rupture-lots.md).
enum TableShape: Int, CaseIterable {
    case orders, stock, shipments, production, equivalents

    /// The table's name, as `dados_de` shows it.
    var name: String {
        switch self {
        case .orders: "orders"
        case .stock: "stock"
        case .shipments: "shipments"
        case .production: "production"
        case .equivalents: "equivalents"
        }
    }

    var file: String { "\(name).csv" }

    var columns: [String] {
        switch self {
        case .orders: ["num_pedido", "cod_produto", "nome_produto", "qtd_saldo", "preco"]
        case .stock: ["cod_produto", "qtd_movimentacao"]
        case .shipments: ["cod_produto", "expedicao", "qtd_saldo"]
        case .production: ["cod_produto", "data_programacao", "qtd_programada"]
        case .equivalents: ["cod_produto", "grupo"]
        }
    }
}
