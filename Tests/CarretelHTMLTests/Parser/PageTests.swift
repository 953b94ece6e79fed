import CarretelCore
import Testing

@Suite struct PageTests {
    @Test func elementsComeInTheOrderOfThePageEachOnce() throws {
        let page = try page("<div id=a><p id=b>x</p></div><p id=c>y</p>")
        #expect(try page.ids("p, div, #b") == ["a", "b", "c"])
    }

    @Test func aSelectorWithinAnElementNamesItsDescendants() throws {
        let page = try page("<div id=a><div id=b><p id=p>x</p></div></div><p id=c>y</p>")
        let outer = try #require(try page.elements(.css("#a"), in: nil).first)
        #expect(try page.elements(.css("div"), in: outer).map { page.attribute("id", of: $0) } == ["b"])
        #expect(try page.elements(.css("p"), in: outer).count == 1)
        // An absolute expression looks at the whole page; what is not within the element is left out.
        #expect(try page.elements(.xpath("//p"), in: outer).map { page.attribute("id", of: $0) } == ["p"])
    }

    @Test func namesAndAttributesAreInLowerCase() throws {
        let page = try page("<DIV ID=Xy DATA-Os='&lt;1&gt;' hidden></DIV>")
        let element = try #require(try page.elements(.css("div"), in: nil).first)
        #expect(page.name(of: element) == "div")
        #expect(page.attribute("Id", of: element) == "Xy")
        #expect(page.attribute("data-os", of: element) == "<1>")
        #expect(page.attribute("hidden", of: element) == "")
        #expect(page.attribute("title", of: element) == nil)
    }

    @Test func textHasLineBreaksAndNoScripts() throws {
        let page = try page(
            "<body>um<p>dois <b>três</b></p>quatro<br>cinco<script>x()</script><style>a{}</style>"
                + "<noscript>sem</noscript><table><tr><td>a<td>b</table>")
        #expect(try page.text(of: nil) == "um\ndois três\nquatro\ncinco\na\tb\n")
        #expect(try page.first("noscript") == "sem")
    }

    @Test func blanksBetweenElementsKeepWordsApart() throws {
        let page = try page("<p><b>NOME:</b> <i>Ana</i>&nbsp;&eacute; <i>Silva</i></p>")
        #expect(try page.text(of: nil) == "NOME: Ana\u{A0}é Silva\n")
    }

    @Test func elementsOfAnotherPageAreNone() throws {
        let page = try page("<p>x</p>")
        let stranger = HTMLElement(index: 99)
        #expect(page.name(of: stranger) == "")
        #expect(page.attribute("id", of: stranger) == nil)
        #expect(try page.text(of: stranger) == "")
        #expect(try page.elements(.css("p"), in: stranger).isEmpty)
    }

    @Test(arguments: [
        ("ul > li", ["l1", "l2", "l3"]), ("li:first-child", ["l1"]), ("li:last-child", ["l3"]),
        ("li:nth-child(2)", ["l2"]), ("li + li", ["l2", "l3"]), ("#l1 ~ li", ["l2", "l3"]), ("ul li b", ["b"]),
        ("li:not(.x)", ["l1", "l3"]), (".x.y", ["l2"]), ("[data-n='d\\'a\"']", ["l3"]), ("[lang|=pt]", ["l1"]),
        ("li[class~=y]", ["l2"]), ("[id^=l][id$='3']", ["l3"]), ("[id*='2']", ["l2"]), ("div li", []),
    ])
    func selectorsFindWhatBrowsersDo(css: String, ids: [String]) throws {
        let page = try page(
            "<ul id=u><li id=l1 lang=pt-BR>1</li>\n<li id=l2 class=' x\ty '>2<b id=b>x</b></li>"
                + "<li id=l3 data-n=\"d'a&quot;\">3</li></ul>")
        #expect(try page.ids(css) == ids)
    }

    @Test(arguments: [
        ("//p[", "is no XPath 1.0 expression"), ("count(//p)", "gives something that is no element"),
        ("//p/@id", "gives something that is no element"), ("//p/text()", "gives something that is no element"),
        ("$x", "is no XPath 1.0 expression"), ("nofunction(1)", "is no XPath 1.0 expression"),
        ("document('file:///etc/passwd')", "is no XPath 1.0 expression"), ("//x:p", "is no XPath 1.0 expression"),
        (String(repeating: "(", count: 200) + "1", "stand more than 64 deep"),
        ("//" + String(repeating: "p", count: 9_000), "is too long"), ("//p\u{0}", "NUL"),
    ])
    func whatIsNoSelectorIsRefused(xpath: String, words: String) throws {
        let page = try page("<p id=a>x</p>")
        let failure = #expect(throws: HTMLFailure.self) { try page.elements(.xpath(xpath), in: nil) }
        #expect(failure?.kind == .invalidSelector)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }
}
