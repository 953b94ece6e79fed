// How fast the business store takes rows over: `carretel-store-speed FILE ROWS PAGE`. Prints one JSON object for
// Benchmarks/bench: rows a second of a first reading, of a second one that finds nothing changed, of handing out the
// changes, and of reading rows as an analysis does.

import CarretelCore
import CarretelStore

@main
struct StoreSpeed {
    static func main() throws {
        if try measureJournal(Array(CommandLine.arguments.dropFirst())) { return }
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let path = arguments.first,
            let count = Int(arguments.dropFirst().first ?? ""), let size = Int(arguments.last ?? ""), size > 0
        else {
            print("carretel-store-speed FILE ROWS PAGE")
            return
        }
        let pages = stride(from: 0, to: count, by: size).map { first in
            BusinessPage(
                table: .backlog, rows: (first..<min(first + size, count)).map { Self.row(Int64($0 + 1)) },
                cursor: BusinessCursor(
                    from: nil, to: Timestamp(microseconds: 2_000_000_000_000_000), lastID: Int64(first + size)))
        }
        let database = BusinessDatabase(path: path)
        let source = BusinessSource(profile: "default", database: "erp")
        let now = Timestamp(microseconds: 1_900_000_000_000_000)
        let sync = try database.beginSync(from: source, job: JobID(high: 1, low: 1), at: now)
        let first = try Self.rate(count) { for page in pages { _ = try sync.apply(page) } }
        let second = try Self.rate(count) { for page in pages { _ = try sync.apply(page) } }
        var lines = 0
        let changes = try Self.rate(count) { try sync.takeChanges(of: .backlog) { _ in lines += 1 } }
        let reading = try database.beginReading(profile: "default")
        var rows = 0
        let read = try Self.rate(count) {
            let columns = [
                "num_pedido", "cod_produto", "nome_produto", "qtd_saldo_produto_pedido", "preco_produto_pedido",
                "status_pedido",
            ]
            try reading.forEachRow(of: .backlog, columns: columns) { _ in rows += 1 }
        }
        guard lines == count, rows == count else {
            print("\(lines) lines and \(rows) rows of \(count)")
            return
        }
        print(#"{"first": \#(first), "again": \#(second), "changes": \#(changes), "read": \#(read)}"#)
    }

    /// Measures the journal when the arguments ask for it; see ``JournalPurgeSpeed``.
    private static func measureJournal(_ words: [String]) throws -> Bool {
        guard words.count > 1 else { return false }
        let speed = JournalPurgeSpeed(path: words[1])
        switch words[0] {
        case "journal": try speed.make()
        case "purge":
            guard words.count > 4, let seconds = Int(words[2]), let rest = Int(words[3]), let keep = Int(words[4])
            else {
                return false
            }
            try speed.run(
                seconds: seconds, rest: rest > 0 ? .milliseconds(rest) : nil, keep: keep, alone: words.count > 5)
        default: return false
        }
        return true
    }

    private static func rate(_ count: Int, _ body: () throws -> Void) rethrows -> Int {
        let duration = try ContinuousClock().measure { try body() }
        return Int(Double(count) / (duration / .seconds(1)))
    }

    /// A line of an order as an Odoo server gives it, its record of some 400 bytes.
    private static func row(_ id: Int64) -> BusinessRow {
        let order = "S\(10_000 + id / 5)"
        let product = "\(4_000_000 + id * 7_919 % 3_000)"
        let name = "AZEITONA VERDE RECHEADA BD 6X2 KG \(id % 3_000)"
        let customer = "Distribuidora de Alimentos São João Ltda \(id % 400)"
        let raw = """
            {"id":\(id),"order_id":[\(id / 5),"\(order)"],"product_id":[\(id % 3_000),"[\(product)] \(name)"],\
            "product_uom_qty":\(id % 500).0,"qty_delivered":0.0,"qty_invoiced":0.0,"price_unit":219.9,\
            "price_subtotal":\(id % 500 * 219).0,"state":"sale","order_partner_id":[\(id % 400),"\(customer)"],\
            "company_id":[1,"Conservas Campo Belo"],"create_date":"2026-11-01 12:00:00",\
            "write_date":"2026-11-20 21:26:49"}
            """
        return BusinessRow(
            id: id,
            values: [
                .text(order), .text(product), .text(name), .text("Pedido de venda"), .text("venda"),
                .text("2026-11-01T12:00:00Z"), .text("2026-11-30T12:00:00Z"), .integer(id % 500 * 1_000), .integer(0),
                .integer(id % 500 * 1_000), .integer(21_990), .integer(id % 500 * 21_990), .null, .text(customer),
                .integer(id % 400), .integer(id % 3_000), .integer(id / 5), .integer(1),
            ],
            raw: Array(raw.utf8))
    }
}
