import CarretelCore
import Testing

@Suite struct CSSSelectorTests {
    @Test(arguments: [
        ("p", "descendant::p"), ("P", "descendant::p"), ("*", "descendant::*"),
        (".linha", "descendant::*[contains(concat(' ', normalize-space(@class), ' '), ' linha ')]"),
        ("#login_username", "descendant::*[@id = 'login_username']"),
        ("input[name=numero]", "descendant::input[@name = 'numero']"),
        ("[disabled]", "descendant::*[@disabled]"),
        ("a[href^='/os/']", "descendant::a[starts-with(@href, '/os/')]"),
        ("a[href*=\"os\"]", "descendant::a[contains(@href, 'os')]"),
        (
            "a[href$='.pdf']",
            "descendant::a[string-length(@href) >= 4 and substring(@href, string-length(@href) - 3) = '.pdf']"
        ),
        ("[lang|=pt]", "descendant::*[@lang = 'pt' or starts-with(@lang, 'pt-')]"),
        ("div p", "descendant::p[ancestor::div]"), ("div > p", "descendant::p[parent::div]"),
        ("h1 + p", "descendant::p[preceding-sibling::*[1]/self::h1]"), ("h1~p", "descendant::p[preceding-sibling::h1]"),
        ("ul>li:first-child", "descendant::li[not(preceding-sibling::*[1])][parent::ul]"),
        ("li:last-child", "descendant::li[not(following-sibling::*[1])]"),
        ("li:nth-child(3)", "descendant::li[preceding-sibling::*[2] and not(preceding-sibling::*[3])]"),
        ("p:not(.a)", "descendant::p[not(contains(concat(' ', normalize-space(@class), ' '), ' a '))]"),
        ("p:not(b)", "descendant::p[not(self::b)]"), (" a , b ", "descendant::a | descendant::b"),
        (".sm\\:flex", "descendant::*[contains(concat(' ', normalize-space(@class), ' '), ' sm:flex ')]"),
        ("#\\31 2", "descendant::*[@id = '12']"), ("x-é", "descendant::*[name() = 'x-é']"),
        ("[title=\"d'água\"]", "descendant::*[@title = \"d'água\"]"),
        ("[title='\"']", "descendant::*[@title = '\"']"),
        ("[title=\"a'b\\\"c\"]", "descendant::*[@title = concat('a', \"'\", 'b\"c')]"),
        ("[title^='']", "descendant::*[false()]"), ("[class~='a b']", "descendant::*[false()]"),
    ])
    func cssIsWrittenAsXPath(css: String, xpath: String) throws {
        #expect(try HTMLSelector.css(css).xpaths().joined(separator: " | ") == xpath)
    }

    @Test func xpathStaysAsItIs() throws {
        #expect(try HTMLSelector.xpath("//a[").xpaths() == ["//a["])
    }

    @Test(arguments: [
        ("", "its end at character 1, where an element"), ("div >", "its end at character 6, where an element"),
        ("a,,b", "\",b\" at character 3, where an element"), ("a:hover", "\":hover\" at character 2"),
        ("a::before", "\":before\" at character 3, where the name of a pseudo-class"),
        ("li:nth-child(2n+1)", "\"n+1)\" at character 15, where )"),
        ("li:nth-child(0)", "\"0)\" at character 14, where a whole number from 1"),
        ("[a=", "its end at character 4, where a name"), ("[a='x]", "\"'x]\" at character 4, where a text that ends"),
        ("[a", "its end at character 3, where ], ="), ("a:not(b c)", "\"c)\" at character 9, where )"),
        ("a{}", "\"{}\" at character 2, where a comma or the end"), (".", "its end at character 2, where a name"),
        ("p[x=1 i]", "\"i]\" at character 7, where ]"), ("ns|p", "\"|p\" at character 3"),
        ("a\\", "its end at character 3"),
    ])
    func whatIsNoSelectorIsNamedWithItsPlace(css: String, words: String) {
        let failure = #expect(throws: HTMLFailure.self) { try HTMLSelector.css(css).xpaths() }
        #expect(failure?.kind == .invalidSelector)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("Supported are") == true)
    }
}
