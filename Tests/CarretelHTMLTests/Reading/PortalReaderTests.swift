import CarretelCore
import CarretelHTML
import Testing

@testable import CarretelProcessors

@Suite struct PortalReaderTests {
    private func read(_ markup: String, _ layout: PortalLayout = .plain, os: String = "12") throws -> PageVerdict {
        try PortalReader(layout: layout, parser: LibxmlParser()).read(Array(markup.utf8), charset: nil, os: os)
    }

    @Test func aServiceOrderIsReadCleanedInTheOrderOfThePage() throws {
        guard case .found(let record) = try read(OrderPages.plain()) else {
            Issue.record("\(try read(OrderPages.plain()))")
            return
        }
        let expected = [
            ("CNPJ", "10.000.000/0001-00"), ("CODIGO DO CLIENTE", "000007"),
            ("NOME CLIENTE", "SANEAMENTO IOTA <SUL> LTDA"), ("OS", "12"), ("NÚMERO DA OS", "12"),
            ("STATUS DA OS", "EM ANDAMENTO"), ("DESCRIÇÃO", "INSPEÇÃO: VIBRAÇÃO ACIMA DE 4,5 mm/s"), ("TAREFA", ""),
            ("TIPO DO EQUIPAMENTO", "MOTOR TRIFÁSICO"), ("FABRICANTE", ""), ("MUNICIPIO", "BELÉM"),
            ("MODELO", "W-22/280"),
        ]
        #expect(record.fields.map(\.name) == expected.map(\.0))
        #expect(record.fields.map(\.value) == expected.map(\.1))
    }

    @Test(arguments: [
        (OrderPages.saying("<div class=aviso>Nenhum  Resultado: a OS não foi encontrada</div>"), PageVerdict.notFound),
        (OrderPages.login, .loggedOut),
        (
            OrderPages.login.replacing("<div class=\"erro\">", with: "<div class=\"erro\">Usuário ou senha INVÁLIDOS"),
            .loginRefused
        ),
        (OrderPages.shell, .needsScript),
        (OrderPages.saying("<h1>500</h1>"), .unknown("The page \"Ordens\" is none that the layout plain knows.")),
        ("", .unknown("The page without a title is none that the layout plain knows.")),
        (
            OrderPages.plain("112"),
            .unknown("The service order 12 was asked for, the page shows 112.")
        ),
    ])
    func pagesAreToldApart(markup: String, verdict: PageVerdict) throws {
        #expect(try read(markup) == verdict)
    }

    @Test func aPageWithoutWhatIsRequiredIsIncomplete() throws {
        let page = OrderPages.plain().replacing("NOME CLIENTE", with: "X").replacing("status da os", with: "Y")
        guard case .incomplete(let record, let missing) = try read(page) else {
            Issue.record("not incomplete")
            return
        }
        #expect(missing == ["NOME CLIENTE", "STATUS DA OS"])
        #expect(record["OS"] == "12")
    }

    @Test func aPageThatSaysOfNobodyIsIncomplete() throws {
        var layout = PortalLayout.plain
        layout.fields.required = []
        let page = OrderPages.saying("<div class=os-detalhes><p><b>TAREFA:</b> MONTAGEM</p></div>")
        guard case .incomplete(_, let missing) = try read(page, layout) else {
            Issue.record("not incomplete")
            return
        }
        #expect(missing == ["OS", "NOME CLIENTE", "CNPJ"])
    }

    @Test func withoutANumberAnyServiceOrderWillDo() throws {
        guard case .found = try read(OrderPages.plain("112"), os: "") else {
            Issue.record("not found")
            return
        }
    }

    @Test func thePagesOfAnAntDesignPortalAreToldApart() throws {
        let fields = "<p><b>OS:</b> 12</p><p><b>NOME CLIENTE:</b> A</p><p><b>STATUS DA OS:</b> TERMINADA</p>"
        guard case .found(let record) = try read(OrderPages.antd(fields), .antd) else {
            Issue.record("\(try read(OrderPages.antd(fields), .antd))")
            return
        }
        #expect(record["STATUS DA OS"] == "TERMINADA")
        guard case .incomplete = try read(OrderPages.antd(""), .antd) else {
            Issue.record("not incomplete")
            return
        }
        #expect(try read(OrderPages.shell, .antd) == .needsScript)
        let empty = "<div id=root><div class=ant-empty>Nenhum resultado</div></div>"
        #expect(try read(OrderPages.saying(empty), .antd) == .notFound)
    }

    @Test func aServiceOrderThatSpeaksOfWhatWasNotFoundIsFound() throws {
        let fields =
            "<p><b>OS:</b> 12</p><p><b>NOME CLIENTE:</b> A</p><p><b>STATUS DA OS:</b> TERMINADA</p>"
            + "<p><b>DESCRIÇÃO:</b> PEÇA NÃO ENCONTRADA</p>"
        let empty = "<div class='ant-tabs-tabpane'><div class='ant-empty'>Nenhum resultado</div></div>"
        for markup in [OrderPages.antd(fields), OrderPages.antd(fields + empty)] {
            guard case .found = try read(markup, .antd) else {
                Issue.record("\(try read(markup, .antd))")
                return
            }
        }
        #expect(try PortalLayout.antd.pages.notFound.holds(of: parsed(OrderPages.antd(empty))) == false)
        let notice = "<div class=aviso>Nota fiscal não encontrada</div>"
        guard case .found = try read(OrderPages.plain(extra: notice)) else {
            Issue.record("not found")
            return
        }
        guard case .unknown = try read(OrderPages.plain("112", extra: notice)) else {
            Issue.record("another service order is no answer")
            return
        }
        let card = "<div class='ant-card-body'>A OS 12 não foi encontrada</div>"
        #expect(try read(OrderPages.saying(card), .antd) == .notFound)
    }

    private func parsed(_ markup: String) throws -> any HTMLPage {
        try LibxmlParser().parse(Array(markup.utf8), charset: nil, limits: HTMLLimits())
    }

    @Test func pagesInWindows1252AreRead() throws {
        let bytes = OrderPages.plain().unicodeScalars.map { $0.value < 0x100 ? UInt8($0.value) : 0x3F }
        let reader = PortalReader(layout: .plain, parser: LibxmlParser())
        for charset in ["iso-8859-1", nil] {
            guard case .found(let record) = try reader.read(bytes, charset: charset, os: "12") else {
                Issue.record("not found")
                return
            }
            #expect(record["MUNICIPIO"] == "BELÉM")
            #expect(record["NÚMERO DA OS"] == "12")
        }
    }

    @Test func theLoginFormIsWhatABrowserWouldSend() throws {
        let reader = PortalReader(layout: .plain, parser: LibxmlParser())
        let form = try #require(try reader.loginForm(Array(OrderPages.login.utf8), charset: nil))
        #expect(form.action == "/portal/login")
        #expect(form.isPost)
        #expect(form.username == "usuario" && form.password == "senha")
        let members = form.hidden.map { "\($0.name)=\($0.value)" }
        #expect(
            members == ["csrf=a&b=1", "lembrar=on", "modo=b", "filial=2", "idioma=pt BR", "nota=oi", "acao=entrar"])
    }

    @Test func aPageWithoutTheFieldsHasNoLoginForm() throws {
        let reader = PortalReader(layout: .plain, parser: LibxmlParser())
        for markup in [OrderPages.plain(), "<form><input id=login_username name=u></form>", ""] {
            #expect(try reader.loginForm(Array(markup.utf8), charset: nil) == nil)
        }
    }

    @Test func ofSeveralLinksTheOneOfTheNumberIsFollowed() throws {
        var layout = PortalLayout.plain
        layout.search.result = .css("a.resultado")
        let reader = PortalReader(layout: layout, parser: LibxmlParser())
        let links = "<a class=resultado href='/os/112'>OS 112</a><a class=resultado href=' /os/0012?x=1&amp;y '>ver</a>"
        func link(_ markup: String, _ os: String) throws -> String? {
            try reader.link(Array(markup.utf8), charset: nil, os: os)
        }
        #expect(try link(links, "012") == "/os/0012?x=1&y")
        #expect(try link(links, "112") == "/os/112")
        #expect(try link("<a class=resultado href=/os/x>abrir</a>", "12") == "/os/x")
        #expect(try link(OrderPages.plain(), "12") == nil)
        // Of several that do not name it, none is a guess.
        #expect(try link(links, "5") == nil)
        let clients = "<a class=resultado href=/cliente/5/os/77>ver</a><a class=resultado href=/cliente/9/os/5>ver</a>"
        #expect(try link(clients, "5") == "/cliente/9/os/5")
        #expect(try link(clients, "77") == "/cliente/5/os/77")
        let dashed =
            "<a class=resultado href=/os/A-7%2F24>ver</a><a class=resultado href='/os?n=b-8&x'>ver</a>"
            + "<a class=resultado href=/x/1>OS C.9</a>"
        #expect(try link(dashed, "a-7/24") == "/os/A-7%2F24")
        #expect(try link(dashed, "B-8") == "/os?n=b-8&x")
        #expect(try link(dashed, "c.9") == "/x/1")
        #expect(try link(dashed, "7") == nil)
    }
}
