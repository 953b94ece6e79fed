import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// Every way in which a dataset can be wrong, with the message that its owner reads.
@Suite struct DatasetErrorTests {
    /// One wrong file among right ones.
    struct Wrong: CustomTestStringConvertible {
        var file: String
        var text: String
        var message: String
        var hint: String?
        var testDescription: String { message }
    }

    private static let quantity = "a decimal number with a point and at most 12 digits before and 3 after it"
    private static let money = "a decimal number with a point and at most 13 digits before and 2 after it"
    private static let date = "a date as YYYY-MM-DD"

    static let cells = [
        Wrong(
            file: "orders.csv", text: "1,A,x,\"3,5\",1",
            message: "orders.csv, line 2, column 7 (qtd_saldo): found \"3,5\", expected \(quantity).",
            hint: "This looks like a decimal comma: write a decimal point, and no thousands separator."),
        Wrong(
            file: "orders.csv", text: "1,A,x,3.1415,1",
            message: "orders.csv, line 2, column 7 (qtd_saldo): found \"3.1415\", expected \(quantity).",
            hint: "Round it to 3 places before it is written."),
        Wrong(
            file: "orders.csv", text: "1,A,x,1,9.999",
            message: "orders.csv, line 2, column 9 (preco): found \"9.999\", expected \(money).",
            hint: "Round it to 2 places before it is written."),
        Wrong(
            file: "orders.csv", text: "1,A,x,1e3,1",
            message: "orders.csv, line 2, column 7 (qtd_saldo): found \"1e3\", expected \(quantity).",
            hint: "Write the number out, without an exponent."),
        Wrong(
            file: "orders.csv", text: "1,A,x, 1,1",
            message: "orders.csv, line 2, column 7 (qtd_saldo): found \" 1\", expected \(quantity).",
            hint: "Remove the spaces around the number."),
        Wrong(
            file: "orders.csv", text: "1,A,x,,1",
            message: "orders.csv, line 2, column 7 (qtd_saldo): found nothing, expected \(quantity)."),
        Wrong(
            file: "orders.csv", text: "1,A,x,1,1\n2,A,x,1,1\n,A,x,1,1",
            message: "orders.csv, line 4, column 1 (num_pedido): found nothing, expected a text."),
        Wrong(
            file: "orders.csv", text: "1,,x,1,1",
            message: "orders.csv, line 2, column 3 (cod_produto): found nothing, expected a text."),
        Wrong(
            file: "stock.csv", text: "A,1234567890123",
            message: "stock.csv, line 2, column 3 (qtd_movimentacao): found \"1234567890123\", expected \(quantity)."),
        Wrong(
            file: "shipments.csv", text: "A,20/11/2026,1",
            message: "shipments.csv, line 2, column 3 (expedicao): found \"20/11/2026\", expected \(date).",
            hint: "Write dates as 2026-11-20, without a time."),
        Wrong(
            file: "production.csv", text: "A,2026-02-30,1",
            message: "production.csv, line 2, column 3 (data_programacao): found \"2026-02-30\", expected \(date)."),
        Wrong(
            file: "production.csv", text: "A,,1",
            message: "production.csv, line 2, column 3 (data_programacao): found nothing, expected \(date)."),
        Wrong(
            file: "production.csv", text: "A,2026-11-20 08:00:00,1",
            message:
                "production.csv, line 2, column 3 (data_programacao): found \"2026-11-20 08:00:00\", expected \(date).",
            hint: "Write dates as 2026-11-20, without a time."),
        Wrong(
            file: "equivalents.csv", text: "A,",
            message: "equivalents.csv, line 2, column 3 (grupo): found nothing, expected a text."),
        Wrong(
            file: "orders.csv", text: "1,A,\"two\nlines\",x,1",
            message: "orders.csv, line 3, column 8 (qtd_saldo): found \"x\", expected \(quantity)."),
    ]

    static let rows = [
        Wrong(
            file: "orders.csv", text: "1,A,x,1,295,00",
            message: "orders.csv, line 2: found 6 fields, expected 5.",
            hint:
                "The columns are num_pedido,cod_produto,nome_produto,qtd_saldo,preco. A decimal comma or a comma in a "
                + "text makes two fields of one: write a decimal point, and put texts with commas in quotes."),
        Wrong(
            file: "stock.csv", text: "A;1", message: "stock.csv, line 2: found 1 field, expected 2.",
            hint:
                "The columns are cod_produto,qtd_movimentacao. There is a semicolon in the row: fields are separated by "
                + "commas."),
        Wrong(
            file: "stock.csv", text: "A,1\nA", message: "stock.csv, line 3: found 1 field, expected 2.",
            hint: "The columns are cod_produto,qtd_movimentacao."),
        Wrong(
            file: "orders.csv", text: "1,A,\"x,1,1",
            message: "orders.csv, line 2, column 5: this quote is never closed.",
            hint: "Close it, or double it where it is text."),
        Wrong(
            file: "orders.csv", text: "1,A,a 3\" pipe,1,1",
            message: "orders.csv, line 2, column 8: a quote stands inside a field that does not start with one.",
            hint: "Put the whole field in quotes and double the quotes inside it: \"a \"\"b\"\" c\"."),
        Wrong(
            file: "orders.csv", text: "1,A,\"x\"y,1,1",
            message: "orders.csv, line 2, column 8: text follows the closing quote of a field.",
            hint: "Double the quotes that belong to the text, and separate fields by commas."),
        Wrong(
            file: "stock.csv", text: "A,1\rB,2",
            message: "stock.csv, line 2, column 4: a carriage return stands without a line feed.",
            hint: "End lines with LF or CR LF; put a field that holds line ends in quotes."),
        Wrong(
            file: "stock.csv", text: String(repeating: ",", count: 80),
            message: "stock.csv, line 2, column 65: the row has more than 64 fields."),
    ]

    @Test(arguments: cells + rows)
    func namesFileLineColumnValueAndWhatWasExpected(wrong: Wrong) async throws {
        var files = TestDataset().files
        files[wrong.file, default: []] += Array((wrong.text + "\n").utf8)
        try await expectInvalid(files, wrong.message, wrong.hint)
    }

    @Test(arguments: [
        Wrong(
            file: "stock.csv", text: "cod_produto;qtd_movimentacao\nA;1",
            message: "stock.csv, line 1: fields are separated by semicolons, expected commas: "
                + "cod_produto,qtd_movimentacao.",
            hint: "Export with a comma as the separator and a point in decimal numbers."),
        Wrong(
            file: "stock.csv", text: "cod_produto\tqtd_movimentacao\nA\t1",
            message: "stock.csv, line 1: fields are separated by tabs, expected commas: cod_produto,qtd_movimentacao.",
            hint: "Export with a comma as the separator and a point in decimal numbers."),
        Wrong(
            file: "stock.csv", text: "cod_produto|qtd_movimentacao\nA|1",
            message: "stock.csv, line 1: fields are separated by vertical bars, expected commas: "
                + "cod_produto,qtd_movimentacao.",
            hint: "Export with a comma as the separator and a point in decimal numbers."),
        Wrong(
            file: "stock.csv", text: "qtd_movimentacao,cod_produto\nA,1",
            message: "stock.csv, line 1: found the header qtd_movimentacao,cod_produto, expected "
                + "cod_produto,qtd_movimentacao.",
            hint: "Names and order of the columns have to be exactly these."),
        Wrong(
            file: "stock.csv", text: "",
            message: "stock.csv is empty, expected a header line: cod_produto,qtd_movimentacao."),
    ])
    func checksTheHeader(wrong: Wrong) async throws {
        var files = TestDataset().files
        files[wrong.file] = Array(wrong.text.utf8)
        try await expectInvalid(files, wrong.message, wrong.hint)
    }

    @Test func namesWindows1252ByItsFirstByte() async throws {
        var files = TestDataset().files
        files["orders.csv", default: []] += Array("1,A,caf".utf8) + [0xE9] + Array(",1,1\n".utf8)
        try await expectInvalid(
            files,
            "orders.csv, line 2, column 8: byte 0xE9 is not UTF-8; the file is probably Windows-1252 (Latin-1).",
            "Save the file as UTF-8.")
    }

    @Test func namesUTF16() async throws {
        for bytes in [[0xFF, 0xFE, 0x63, 0x00], [0x00, 0x63, 0x00, 0x6F]] as [[UInt8]] {
            var files = TestDataset().files
            files["stock.csv"] = bytes
            try await expectInvalid(files, "stock.csv is UTF-16, expected UTF-8.", "Save the file as UTF-8.")
        }
    }

    @Test func refusesATextThatIsTooLong() async throws {
        var files = TestDataset().files
        files["orders.csv", default: []] += Array("1,A,\(String(repeating: "x", count: 4_097)),1,1\n".utf8)
        try await expectInvalid(
            files,
            "orders.csv, line 2, column 5 (nome_produto): found \"\(String(repeating: "x", count: 80))…\", expected at "
                + "most 4096 bytes of text.", nil)
    }

    @Test func takesByteOrderMarkCRLFQuotesAndEmptyLines() async throws {
        var files = TestDataset(stock: "\"A\",\"5\"").files
        files["orders.csv"] =
            [0xEF, 0xBB, 0xBF]
            + Array(
                "num_pedido,cod_produto,nome_produto,qtd_saldo,preco\r\n\r\n1,A,\"a \"\"b\"\", c\",5,\r\n\r\n".utf8)
        let run = try await RuptureRun(files: files, parameters: #"{"dataset":"loja","reference_date":"2026-11-20"}"#)
        #expect(run.results.first?.strings("itens_disponiveis", "nome_produto") == ["a \"b\", c"])
        #expect(run.results.first?.numbers("itens_disponiveis", "preco_unitario") == ["0"])
    }

    private func expectInvalid(_ files: [String: [UInt8]], _ message: String, _ hint: String?) async throws {
        let reason = await #expect(throws: FailureReason.self) {
            _ = try await RuptureRun(files: files, parameters: #"{"dataset":"loja","reference_date":"2026-11-20"}"#)
        }
        #expect(reason?.failureClass == .permanent)
        #expect(reason?.code == "dataset_invalid")
        #expect(reason?.message == message)
        #expect(reason?.hint == hint)
    }
}
