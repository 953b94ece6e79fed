import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// The portals as a real browser draws them.
@Suite(.temporaryDirectory, .enabled(if: BrowserRig.isInstalled, "needs chromium and chromium-driver"))
struct PortalBrowserTests {
    @Test func theScriptDrawsOrdersOneAfterAnother() async throws {
        try await SandboxRig.portal { rig, _ in
            try await BrowserRig.run(showsImages: false) { browser in
                try await browser.logIn(rig)
                try await browser.click(".ant-menu-item")
                for number in [7, 12] {
                    try await browser.type("000\(number)" + BrowserRig.enter, into: ".ant-input-search input.ant-input")
                    let truth = try #require(rig.sandbox.portal.truth(number))
                    let head = try await browser.text(".ant-card-body .cabecalho")
                    #expect(head.contains("CNPJ: \(truth["CNPJ"] ?? "none")"))
                    try await #expect(browser.text(".ant-tabs-tab-active") == "Dados gerais")
                    try await browser.click(".ant-tabs-tab:nth-child(2)")
                    try await #expect(browser.text(".ant-tabs-tab-active") == "Informações da OS")
                    _ = try await browser.text(".ant-tabs-tabpane p")
                    try await #expect(browser.fields() == truth.fields)
                }
                try await browser.type("99999" + BrowserRig.enter, into: ".ant-input-search input.ant-input")
                try await #expect(browser.text(".ant-empty") == "Nenhum resultado: a OS não foi encontrada")
            }
            let calls = rig.sandbox.log.calls
            #expect(calls.filter { $0.method == "spa-ordem" }.map(\.page) == [7, 12, 99_999])
            #expect(!calls.contains { $0.method == "imagem" })
        }
    }

    @Test func whatGoesWrongIsShown() async throws {
        try await SandboxRig.portal(
            "spa-login:1:login-refused", "spa-ordem:7:http-500", "spa-ordem:8:layout", "spa-ordem:9:logout",
            "spa-ordem:10:login-200"
        ) { rig, _ in
            try await BrowserRig.run { browser in
                try await browser.logIn(rig)
                try await #expect(browser.text(".ant-alert-error") == "Usuário ou senha inválidos")
                for (number, sign) in [(7, ".ant-result-500"), (8, ".rx-card"), (9, "#login"), (10, "#login")] {
                    if try await browser.evaluate("return document.querySelector('#login') !== null").boolean == true {
                        try await browser.logIn(rig)
                        _ = try await browser.text(".ant-menu-item")
                    }
                    try await browser.open(rig.sandbox.spaURL + "os/\(number)")
                    _ = try await browser.text(sign)
                }
            }
            #expect(rig.sandbox.log.calls.contains { $0.method == "imagem" })
        }
    }

    @Test func thePlainPortalIsDrawnByItsScriptToo() async throws {
        try await SandboxRig.portal("ordem:7:spa-shell") { rig, _ in
            try await BrowserRig.run { browser in
                try await browser.logInPlain(rig)
                try await browser.open(rig.sandbox.portalURL + "os/7")
                _ = try await browser.text(".os-detalhes")
                try await #expect(browser.fields(".os-detalhes p") == rig.sandbox.portal.truth(7)?.fields)
            }
        }
    }

    @Test func aBrowserMendsTheMarkupToTheSameFields() async throws {
        try await SandboxRig.portal { rig, _ in
            try await BrowserRig.run(showsImages: false) { browser in
                try await browser.logInPlain(rig)
                for number in 1...20 {
                    try await browser.open(rig.sandbox.portalURL + "os/\(number)")
                    try await #expect(browser.fields(".os-detalhes p") == rig.sandbox.portal.truth(number)?.fields)
                }
            }
        }
    }
}

extension BrowserRig {
    /// Logs in to the portal built by script.
    fileprivate func logIn(_ rig: SandboxRig) async throws {
        try await logIn(rig.sandbox.spaURL)
    }

    /// Logs in to the portal drawn by the server.
    fileprivate func logInPlain(_ rig: SandboxRig) async throws {
        try await logIn(rig.sandbox.portalURL + "login")
        _ = try await text("nav")
    }

    private func logIn(_ url: String) async throws {
        try await open(url)
        try await type("operador", into: "#login_username")
        try await type("sandbox-portal", into: "#login_password")
        try await click("button[type=submit]")
    }

    /// The fields of the paragraphs that the page has, cleaned.
    fileprivate func fields(_ selector: String = ".ant-tabs-tabpane p") async throws -> [PortalTruth.Field] {
        let script = "return Array.from(document.querySelectorAll('\(selector)'), (p) => p.textContent)"
        return try await evaluate(script).elements.map { element in
            let text = element.string ?? ""
            let label = text.prefix { $0 != ":" }
            return PortalReading.field(String(label), String(text.dropFirst(label.count + 1)))
        }
    }
}
