import CarretelBrowser
import CarretelCore
import CarretelTestKit
import Testing

extension RealBrowsers {
    /// What can be done with a page.
    @Suite(.temporaryDirectory, .timeLimit(.minutes(10))) struct PageTests {
        @Test func whatIsTypedReachesTheScriptsOfThePageAsKeysDo() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                try await page.type("Ação 12", into: .css("#name"), submits: false)
                let shown = [PageCondition([.init(.css("#shown"), text: "state=ação 12")])]
                #expect(try await page.wait(for: shown, limit: BrowserRig.patience) == 0)
                try await page.type("7", into: .xpath("//input[@id='name']"), submits: true)
                #expect(
                    try await page.wait(
                        for: [.init([.init(.xpath("//title[text()='sent 7']"))])], limit: BrowserRig.patience)
                        == 0)
            }
        }

        @Test func aSecretIsTypedAndStandsInNoFailure() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                let secret = Secret("s3nha-\u{E9}-\"x\"")
                try await page.type(SecretText(secret), into: .css("#password"), submits: true)
                #expect(try await page.wait(for: [.init([.init(text: "recebido")])], limit: BrowserRig.patience) == 0)
                #expect(rig.server.requests.contains { $0.contains("senha=s3nha-%C3%A9") })
                try await page.open(rig.server.url("/form"), limit: BrowserRig.patience)
                let failure = try await failure {
                    try await page.type(SecretText(secret), into: .css("#hidden"), submits: false)
                }
                #expect(failure?.kind == .elementMissing)
                #expect(failure?.message.contains("s3nha") == false)
            }
        }

        @Test func anElementThatComesLaterIsWaitedFor() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/late")
                let conditions = [
                    PageCondition([.init(.css("#never"))]),
                    PageCondition([
                        .init(text: "no such text"), .init(.css("#late"), text: " nenhum RESULTADO: a OS  não "),
                    ]),
                ]
                #expect(try await page.wait(for: conditions, limit: BrowserRig.patience) == 1)
                #expect(String(decoding: try await page.html(), as: UTF8.self).contains("id=\"late\""))
            }
        }

        @Test func waitingGoesOnInThePageThatTheFirstOneLeadsTo() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/leave")
                #expect(try await page.wait(for: [.init([.init(.css("#late"))])], limit: BrowserRig.patience) == 0)
                #expect(try await page.address() == rig.server.url("/late"))
            }
        }

        @Test func whatDoesNotComeIsToldAtTheLimit() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/script-text")
                let conditions = [PageCondition([.init(text: "Nenhum resultado")]), PageCondition()]
                #expect(try await page.wait(for: conditions, limit: .milliseconds(200)) == nil)
                #expect(try await page.wait(for: [.init([.init(text: "encontrada")])], limit: .zero) == 0)
            }
        }

        @Test func aSelectorThatIsNoneIsSaid() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/form")
                for selector in [HTMLSelector.css("###"), .xpath("//["), .xpath("1 + 1")] {
                    let waiting = try await failure {
                        try await page.wait(for: [.init([.init(selector)])], limit: BrowserRig.patience)
                    }
                    #expect(waiting?.kind == .invalidSelector)
                    let clicking = try await failure { try await page.click(selector) }
                    #expect(clicking?.kind == .invalidSelector)
                }
                #expect(try await failure { try await page.click(.css("#nothing")) }?.kind == .elementMissing)
            }
        }

        @Test func theFirstElementThatIsShownIsClicked() async throws {
            try await BrowserRig.run { rig in
                let page = try await rig.open("/buttons")
                try await page.click(.css("button"))
                #expect(
                    try await page.wait(for: [.init([.init(.xpath("//title[.='shown']"))])], limit: BrowserRig.patience)
                        == 0)
                try await page.click(.css("#under"))
                #expect(
                    try await page.wait(for: [.init([.init(.xpath("//title[.='under']"))])], limit: BrowserRig.patience)
                        == 0)
            }
        }

        @Test func picturesAreNotLoadedUnlessAskedFor() async throws {
            try await BrowserRig.run { rig in
                for loadsImages in [false, true] {
                    let page = try await rig.open("/picture", BrowserRig.settings { $0.loadsImages = loadsImages })
                    // Pictures come after the document; the page's own `load` has waited for them.
                    let isLoaded = PageCondition([.init(.xpath("//img"))])
                    #expect(try await page.wait(for: [isLoaded], limit: BrowserRig.patience) == 0)
                    if loadsImages {
                        try await eventually("the picture") {
                            rig.server.requests.contains { $0.hasSuffix("/picture.png") }
                        }
                    } else {
                        try await page.open(rig.server.url("/form"), limit: BrowserRig.patience)
                        #expect(!rig.server.requests.contains { $0.hasSuffix("/picture.png") })
                    }
                    await rig.pool.giveBack(page, keep: false)
                }
            }
        }
    }
}
