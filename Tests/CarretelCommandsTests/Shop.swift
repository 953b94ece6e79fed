import CarretelSystem
import CarretelTestKit

/// A small dataset `loja` in a folder `datasets` of the test.
enum Shop {
    static let tables = [
        "orders": "num_pedido,cod_produto,nome_produto,qtd_saldo,preco\n1,A,Anel,2,10.50\n2,B,Bracelete,1,3\n",
        "stock": "cod_produto,qtd_movimentacao\nA,1\nB,1\n", "shipments": "cod_produto,expedicao,qtd_saldo\n",
        "production": "cod_produto,data_programacao,qtd_programada\n", "equivalents": "cod_produto,grupo\n",
    ]

    /// Writes it, with rows added to its tables.
    static func write(to folder: TemporaryDirectory, adding rows: [String: String] = [:]) throws {
        let datasets = try Directory.open(path: folder.path).openOrMakeDirectory("datasets", mode: 0o755)
        let loja = try datasets.openOrMakeDirectory("loja", mode: 0o755)
        for (name, text) in tables {
            let bytes = Array((text + rows[name, default: ""]).utf8)
            try loja.writeFile(FileName("\(name).csv"), bytes, durably: false)
        }
    }

    /// A job file on it.
    static func job(_ more: String = "") -> String {
        #"{"type": "rupture-lots", "parameters": {"dataset": "loja", "reference_date": "2026-11-20"\#(more)}}"#
    }
}
