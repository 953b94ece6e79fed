import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelBrowser

extension RealBrowsers {
    /// Where a browser may go.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(10))) struct ReachTests {
        @Test func noOtherHostIsReachedByNameOrByAddress() async throws {
            let escape = """
                <p id="tried"></p><script>
                const tries = ['http://127.0.0.2:PORT/caught', 'http://localhost:PORT/caught', 'http://[::1]:PORT/caught',
                  'http://127.1.1.1:PORT/caught'];
                Promise.allSettled(tries.map(url => fetch(url, {mode: 'no-cors'}))).then(answers => {
                  document.querySelector('#tried').textContent = answers.map(answer => answer.status).join(' '); });
                </script><iframe src="http://127.0.0.2:PORT/caught"></iframe>
                """
            let pages: PageServer.Pages = {
                $0.hasPrefix("/escape") ? escape.replacing("PORT", with: $0.dropFirst(8)) : "x"
            }
            try await BrowserRig.run(pages: pages) { rig in
                let page = try await rig.open("/escape/\(rig.server.port)")
                let text = "rejected rejected rejected rejected"
                #expect(
                    try await page.wait(for: [.init([.init(.css("#tried"), text: text)])], limit: BrowserRig.patience)
                        == 0)
                #expect(!rig.server.requests.contains { $0.contains("/caught") })
            }
        }

        @Test(arguments: [
            "file:///etc/hostname", "chrome://version", "http://127.0.0.2:1/", "http://example.org/", "nonsense",
        ])
        func nothingElseIsOpened(url: String) async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.take()
                #expect(
                    try await failure { try await page.open(url, limit: BrowserRig.patience) }?.kind == .unreachable)
            }
        }

        @Test func aHostIsReachedThatIsAmongThoseOfTheSettings() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.take("portal", BrowserRig.settings { $0.hosts = ["127.0.0.1", "127.0.0.2"] })
                try await page.open(rig.server.url("/sent", host: "127.0.0.2"), limit: BrowserRig.patience)
                #expect(try await page.wait(for: [.init([.init(text: "Recebido")])], limit: BrowserRig.patience) == 0)
            }
        }

        @Test func aPortWhereNobodyListensIsUnreachable() async throws {
            try await BrowserRig.run { rig in
                // A server that is gone again.
                let port = try PageServer { _ in nil }.port
                let page = try await rig.take()
                let failure = try await failure {
                    try await page.open("http://127.0.0.1:\(port)/x?secret=1", limit: BrowserRig.patience)
                }
                #expect(failure?.kind == .unreachable)
                #expect(failure?.message.contains("secret") == false)
            }
        }

        @Test func theRulesNameEveryHost() {
            #expect(
                BrowserArguments.resolverRules(["a.example", "::1"])
                    == "MAP * ~NOTFOUND , EXCLUDE a.example , EXCLUDE [::1]")
        }
    }
}
