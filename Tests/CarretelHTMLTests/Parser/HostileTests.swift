import CarretelCore
import CarretelHTML
import Testing

@testable import CarretelProcessors

@Suite struct HostileTests {
    private func failure(_ markup: String, _ limits: HTMLLimits = HTMLLimits()) -> HTMLFailure? {
        #expect(throws: HTMLFailure.self) { try page(markup, limits: limits) }
    }

    @Test func aPageThatIsTooLargeNamesTheLimit() {
        var limits = HTMLLimits()
        limits.bytes = 10
        #expect(failure("<p>12345678", limits) == HTMLFailure(.tooLarge, "The page has 11 bytes; the limit is 10."))
    }

    @Test func depthHasALimit() throws {
        #expect(failure(String(repeating: "<div>", count: 100_000))?.kind == .tooComplex)
        let deep = String(repeating: "<div>", count: 500) + "fundo"
        #expect(try page(deep).text(of: nil).contains("fundo"))
        var limits = HTMLLimits()
        limits.depth = 4
        #expect(try page("<div><div>x", limits: limits).text(of: nil) == "x\n")
        let words = failure("<div><div><div>x", limits)?.message
        #expect(words == "The page's elements stand more than 4 deep in one another.")
    }

    @Test func theNumberOfElementsHasALimit() {
        var limits = HTMLLimits()
        limits.elements = 1_000
        let words = failure(String(repeating: "<br>", count: 1_000), limits)?.message
        #expect(words == "The page has more than 1000 elements.")
    }

    @Test func anElementWithVeryManyAttributesEnds() {
        var limits = HTMLLimits()
        limits.time = .milliseconds(200)
        let many = "<p " + (0..<400_000).map { "a\($0) " }.joined() + ">x"
        // Whichever limit is hit first: the number, or the time that reading them takes.
        #expect([.tooComplex, .tooCostly].contains(failure(many, limits)?.kind))
        #expect(failure("<p " + (0..<2_000).map { "a\($0) " }.joined() + ">x")?.kind == .tooComplex)
    }

    @Test func timeHasALimit() {
        var limits = HTMLLimits()
        limits.time = .zero
        #expect(failure(String(repeating: "<p>x", count: 10_000), limits)?.kind == .tooCostly)
    }

    @Test func aSelectorThatLooksAtTooMuchEnds() throws {
        let page = try page(String(repeating: "<i>x</i>", count: 20_000))
        let failure = #expect(throws: HTMLFailure.self) {
            try page.elements(.xpath("//i[count(//i[count(//i) > 1]) > 1]"), in: nil)
        }
        #expect(failure?.kind == .tooCostly)
        #expect(try page.elements(.css("i"), in: nil).count == 20_000)
    }

    @Test(arguments: ["//i/following-sibling::i", "//i[. = //i]", "//i[count(preceding-sibling::i) > 5]"])
    func anExpressionThatWouldJoinTooMuchEnds(xpath: String) throws {
        let page = try page(String(repeating: "<i>x</i>", count: 30_000))
        let failure = #expect(throws: HTMLFailure.self) { try page.elements(.xpath(xpath), in: nil) }
        #expect(failure?.kind == .tooCostly)
    }

    @Test func expressionsAreNotTriedOnVeryLargePages() throws {
        let page = try page(String(repeating: "<i>x</i>", count: 60_000))
        let failure = #expect(throws: HTMLFailure.self) { try page.elements(.xpath("//i"), in: nil) }
        #expect(failure?.message.contains("more than 50000 elements: this one has 60002") == true)
        #expect(try page.elements(.css("i"), in: nil).count == 60_000)
    }

    @Test(arguments: [
        "i ~ i", "i + i", "i:nth-child(7)", "i, b, i", "i:first-child", "i:last-child", "body i", "i:not(:first-child)",
    ])
    func selectorsInCSSStayCheapOnLongPages(css: String) throws {
        let page = try page(String(repeating: "<i>x</i>", count: 100_000))
        _ = try page.elements(.css(css), in: nil)
    }

    /// Elements in one another have the same text over and over.
    private func nested(_ cards: Int, around bytes: Int, _ limits: HTMLLimits = HTMLLimits()) throws -> any HTMLPage {
        let text = String(repeating: "palavra ", count: bytes / 8)
        return try page(String(repeating: "<div class=card><b>A</b>", count: cards) + text, limits: limits)
    }

    @Test func aConditionReadsNestedElementsOnce() throws {
        var limits = HTMLLimits()
        limits.text = 5_000_000
        let page = try nested(500, around: 2_000_000, limits)
        #expect(try !PageCondition([.init(.css(".card"), text: "não há")]).holds(of: page))
        #expect(try PageCondition([.init(.css(".card"), text: "A palavra")]).holds(of: page))
    }

    @Test func aConditionReadsTheWholePageOnce() throws {
        var limits = HTMLLimits()
        limits.text = 300_000
        let page = try nested(10, around: 200_000, limits)
        let tests = (1...20).map { PageCondition.Test(text: "não há \($0)") }
        #expect(try !PageCondition(tests).holds(of: page))
    }

    @Test func whatIsNoTextAroundItIsReadByItself() throws {
        let page = try page("<div class=a>x<noscript><p class=a>sem script</p></noscript><p class=a>y</p></div>")
        #expect(try PageCondition([.init(.css(".a"), text: "sem script")]).holds(of: page))
        #expect(page.outermost(try page.elements(.css(".a"), in: nil)).count >= 2)
    }

    @Test func textsOfAPageHaveALimit() throws {
        var limits = HTMLLimits()
        limits.text = 1_000_000
        let page = try nested(500, around: 100_000, limits)
        let rules = FieldRules(
            labels: [FieldRules.Labels(each: .css(".card"), label: .css("b"))], places: [], names: [:], required: [],
            placeholders: [])
        let failure = #expect(throws: HTMLFailure.self) { try FieldReader(rules).record(of: page) }
        #expect(
            failure
                == HTMLFailure(.tooCostly, "The texts that are looked at on this page come to more than 1000000 bytes.")
        )
    }

    @Test func elementsWithoutTextCountToo() throws {
        var limits = HTMLLimits()
        limits.text = 100_000
        let page = try page(String(repeating: "<i>", count: 500), limits: limits)
        let failure = #expect(throws: HTMLFailure.self) {
            for element in try page.elements(.css("i"), in: nil) { _ = try page.text(of: element) }
        }
        #expect(failure?.kind == .tooCostly)
    }

    @Test func lookingAtAPageHasALimit() throws {
        var limits = HTMLLimits()
        limits.looking = .zero
        let page = try page("<p>x", limits: limits)
        let words = "Looking at the page took more than \(HumanText.duration(.zero))."
        #expect(throws: HTMLFailure(.tooCostly, words)) { try page.elements(.css("p"), in: nil) }
        #expect(throws: HTMLFailure(.tooCostly, words)) { try page.text(of: nil) }
    }

    @Test func textSurvivesWhatIsNotClosed() throws {
        for markup in [
            "<p>antes<p>depois", "<div><p>antes<b><i>depois", "<table><tr><td>antes<td>depois",
            "<p>antes</b></i></p>depois",
            "<p>antes<script>if (a </ b) '</p>'</script>depois", "<p title=\"a>antes\">antes</p>depois",
            "<p>antes<![CDATA[x]]>depois", "<p>antes<!---->depois", "<p>antes<!-- a -- b -->depois", "antes<p>depois</",
            "<p>antes</p></body></html><p>depois", "<p>antes & &bogus; &#0; &#xD800; &#99999999; &lt depois",
        ] {
            let text = try page(markup).text(of: nil)
            #expect(text.contains("antes") && text.contains("depois"), "\(markup): \(text)")
        }
    }

    @Test(arguments: [
        "", " ", "<", "<!", "<!--", "<p", "<p a", "<p a=", "<p a=\"", "</", "<script>", "<!DOCTYPE", "<?xml", "&", "&#",
        "<textarea>", "\u{FEFF}", "<![CDATA[", "<title>", "<!DOCTYPE html [<!ENTITY a \"b\">]>&a;",
    ])
    func aPageMayEndAnywhere(markup: String) throws {
        _ = try page(markup).text(of: nil)
        _ = try page("<p>x</p>" + markup).text(of: nil)
    }

    @Test func entitiesOfAPageAreNotExpanded() throws {
        let bomb =
            "<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\">" + (1...9).map { "<!ENTITY e\($0) \"&a;&a;&a;&a;\">" }.joined()
            + "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><p id=p>&e9;&f;</p>"
        let text = try page(bomb).text(of: nil)
        #expect(!text.contains("aaaaaaaaaaaa") && !text.contains("root:"))
        #expect(try page(String(repeating: "&amp;", count: 1_000_000)).text(of: nil).utf8.count == 1_000_001)
    }

    @Test func aHugeTextAndAHugeAttributeAreRead() throws {
        let long = String(repeating: "x", count: 6_000_000)
        #expect(try page("<p>\(long)</p>").text(of: nil).utf8.count == long.utf8.count + 1)
        let page = try page("<p id=\"\(long)\">")
        let element = try #require(try page.elements(.css("p"), in: nil).first)
        #expect(page.attribute("id", of: element)?.utf8.count == long.utf8.count)
    }
}
