import CarretelCore

/// The five tables of a dataset and their columns (docs/rupture-lots.md): in a CSV file in this order under a header
/// with these names, in a job file as members of these names.
enum TableShape: Int, CaseIterable {
    case orders, stock, shipments, production, equivalents

    /// One column.
    struct Column {
        /// What its cells hold.
        enum Kind {
            /// A text that has to be there: a code or a number that names something.
            case code
            /// A text for people, possibly empty.
            case text
            /// A quantity.
            case quantity
            /// A price; an empty one counts 0.
            case money
            /// A day.
            case date
            /// A day, or nothing.
            case optionalDate
        }

        var name: String
        var kind: Kind
    }

    /// A quantity: NUMERIC(15,3) in the systems that the tables come from.
    static let quantity = DecimalShape(places: 3, wholeDigits: 12)
    /// A price: NUMERIC(15,2).
    static let money = DecimalShape(places: 2, wholeDigits: 13)
    /// No text of a cell is longer, in bytes.
    static let maxTextBytes = 4_096

    /// The table's name, as `dados_de` shows it and as an inline dataset names it.
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

    var columns: [Column] {
        switch self {
        case .orders:
            [
                Column(name: "num_pedido", kind: .code), Column(name: "cod_produto", kind: .code),
                Column(name: "nome_produto", kind: .text), Column(name: "qtd_saldo", kind: .quantity),
                Column(name: "preco", kind: .money),
            ]
        case .stock:
            [Column(name: "cod_produto", kind: .code), Column(name: "qtd_movimentacao", kind: .quantity)]
        case .shipments:
            [
                Column(name: "cod_produto", kind: .code), Column(name: "expedicao", kind: .optionalDate),
                Column(name: "qtd_saldo", kind: .quantity),
            ]
        case .production:
            [
                Column(name: "cod_produto", kind: .code), Column(name: "data_programacao", kind: .date),
                Column(name: "qtd_programada", kind: .quantity),
            ]
        case .equivalents:
            [Column(name: "cod_produto", kind: .code), Column(name: "grupo", kind: .code)]
        }
    }

    /// The names of the columns, in their order.
    var columnNames: [String] { columns.map(\.name) }
}
