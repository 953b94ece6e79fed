import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What stands in `relatorio.html`; that a browser shows it is tested with the program.
@Suite struct ReportTests {
    private static let parameters = #"{"dataset":"loja","reference_date":"2026-11-20"}"#

    /// Number, colour class and criticality of every order row, as they stand.
    private func orders(_ report: String) -> [String] {
        report.matches(
            of: /<tr><td>([^<]*)<\/td><td><span class="badge ([a-z]+)">([A-Z]+)<\/span><\/td>/
        ).map { "\($0.1) \($0.2) \($0.3)" }
    }

    /// The totals by their names.
    private func totals(_ report: String) -> [String: String] {
        let cards = report.matches(of: /<div class="card"><b>([^<]*)<\/b><span>([^<]*)<\/span><\/div>/)
        return Dictionary(uniqueKeysWithValues: cards.map { (String($0.2), String($0.1)) })
    }

    @Test func theWorstComeFirstByCriticalityThenValue() async throws {
        let dataset = TestDataset(
            orders: """
                fine,A,x,1,1
                low,Z,x,1,10
                high-small,Z,x,1,1
                high-small,A,x,1,99
                critical,Z,x,1,1
                critical,Y,x,1,1
                critical,X,x,1,1
                critical,W,x,1,1
                high-large,Z,x,1,2
                high-large,A,x,1,99
                low-dear,Z,x,1,2000
                low-again,Z,x,1,10
                """, stock: "A,9")
        let run = try await RuptureRun(dataset, parameters: Self.parameters)
        #expect(
            orders(run.report) == [
                "critical danger CRITICA", "high-large warning ALTA", "high-small warning ALTA",
                "low-dear secondary BAIXA", "low secondary BAIXA", "low-again secondary BAIXA",
            ])
        #expect(
            totals(run.report) == [
                "pedidos analisados": "7", "com estoque OK": "1", "com ruptura": "6",
                "valor dos pedidos": "R$ 2.226,00",
                "valor com ruptura": "R$ 2.027,00", "produtos em ruptura": "4",
            ])
        // The products, the one with the most value waiting first.
        let products = run.report.matches(of: /<tr><td>([W-Z])<\/td><td>x<\/td>/).map { String($0.1) }
        #expect(products == ["Z", "Y", "X", "W"])
    }

    @Test func theChartHasABarForEveryClassWithItsShare() async throws {
        let dataset = TestDataset(orders: "1,A,x,1,1\n2,Z,x,1,1\n3,Z,x,1,1", stock: "A,1")
        let run = try await RuptureRun(dataset, parameters: Self.parameters)
        let bars = run.report.matches(of: /<rect rx="3" class="([a-z]+)" x="90" y="\d+" width="(\d+)"/)
        #expect(bars.map { String($0.1) } == ["danger", "warning", "info", "secondary", "success"])
        #expect(bars.map { String($0.2) } == ["0", "0", "0", "520", "260"])
        // Two thirds are rounded, not cut.
        let shares = run.report.matches(of: />(\d+ \([\d,]+ %\))</).map { String($0.1) }
        #expect(shares == ["0 (0,0 %)", "0 (0,0 %)", "0 (0,0 %)", "2 (66,7 %)", "1 (33,3 %)"])
    }

    @Test func nobodysTextIsMarkup() async throws {
        let name = "<script>alert(1)</script>\u{202E}'&"
        let dataset = TestDataset(
            orders: """
                "<img src=x onerror=""alert(2)"">",A,\(name),1,1
                ok,"<b>",x,1,1
                """, equivalents: "A,G\n<i>,G")
        let run = try await RuptureRun(dataset, parameters: Self.parameters)
        for markup in ["<script", "<img", "<b>\"", "<i>", "\u{202E}", "onerror=\""] {
            #expect(!run.report.contains(markup), "\(markup)")
        }
        #expect(run.report.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(run.report.contains("&lt;img src=x onerror=&quot;alert(2)&quot;&gt;"))
        #expect(run.report.contains("= &lt;i&gt;"))
        // The data file has the text as it is.
        #expect(run.products.first?["nome_produto"]?.string == name)
        #expect(run.report.contains("default-src 'none'; style-src 'unsafe-inline'"))
        #expect(run.report.ranges(of: "http").count == 1, "only http-equiv")
    }

    @Test func withoutAShortageItSaysSo() async throws {
        let run = try await RuptureRun(TestDataset(orders: "1,A,x,1,1", stock: "A,1"), parameters: Self.parameters)
        #expect(run.report.contains("Nenhum pedido com ruptura."))
        #expect(run.report.contains("Nenhum produto em ruptura."))
        #expect(orders(run.report).isEmpty)
        #expect(!run.report.contains("Não analisados"))
    }

    @Test func ordersThatFailedAreNamed() async throws {
        let named = (1...7).map { "\"X\($0)\"" }.joined(separator: ",")
        let run = try await RuptureRun(
            TestDataset(orders: "1,A,x,1,1"),
            parameters: #"{"dataset":"loja","reference_date":"2026-11-20","pedidos":["1",\#(named)]}"#)
        #expect(totals(run.report)["não analisados"] == "7")
        #expect(run.report.ranges(of: "The dataset loja has no order of this number.").count == 5)
        #expect(run.report.contains("E mais 2, em resultados.jsonl."))
    }

    @Test func itSaysByWhichRulesItWasMade() async throws {
        let run = try await RuptureRun(
            TestDataset(orders: "1,A,x,1.5,1", production: "A,2026-12-01,1234.5"),
            parameters:
                #"{"dataset":"loja","reference_date":"2026-11-20","horizon_days":30,"lead_time_days":3,"#
                + #""allocation":"sequential","overdue_shipments":"today","criticality":"by_value"}"#,
            settings: #"{"by_value_critica":60}"#)
        #expect(run.report.contains("Dados: loja · visto de 20/11/2026 até D30 · gerado em 20/11/2026 09:00"))
        #expect(run.report.contains("prazo após a produção: 3 dia(s)"))
        #expect(run.report.contains("cada unidade prometida uma só vez"))
        #expect(run.report.contains("separações atrasadas ou sem data contam hoje"))
        #expect(run.report.contains("criticidade pelo valor em falta (60 %, 25 %, 10 %)"))
        #expect(run.report.contains("A: faltam 1,5"))
        #expect(run.report.contains("disponível em 04/12/2026"))
        #expect(run.report.contains("1.234,5 em 01/12/2026"))
        #expect(run.report.ranges(of: "<td>20/11/2026 09:00</td>").count == 5)
    }
}

@Suite struct BrazilianTextTests {
    @Test(
        arguments: [
            (0, 2, "0,00"), (5, 2, "0,00"), (15, 2, "0,02"), (123_456_789, 2, "123.456,79"),
            (-1_234_500, 2, "-1.234,50"),
            (999_999, 1, "1.000,0"), (-4, 2, "-0,00"),
        ] as [(Int128, Int, String)])
    func decimalsAreRoundedToTheEven(scaled: Int128, shown: Int, text: String) {
        // Thousandths; minus nothing is nothing.
        #expect(BrazilianText.decimal(scaled, places: 3, shown: shown) == (text == "-0,00" ? "0,00" : text))
    }

    @Test func quantitiesHaveNoNeedlessPlaces() {
        #expect(BrazilianText.quantity(1_234_000) == "1.234")
        #expect(BrazilianText.quantity(500) == "0,5")
        #expect(BrazilianText.quantity(-12_340) == "-12,34")
        #expect(BrazilianText.quantity(0) == "0")
        #expect(BrazilianText.quantity(100_000) == "100")
    }

    @Test func momentsAreSaoPaulos() throws {
        #expect(BrazilianText.moment(Timestamp(microseconds: 0)) == "31/12/1969 21:00")
        #expect(BrazilianText.moment(Timestamp(microseconds: -1)) == "31/12/1969 20:59")
        #expect(BrazilianText.moment(try Timestamp(parsingRFC3339: "2026-11-20T03:05:59Z")) == "20/11/2026 00:05")
    }
}
