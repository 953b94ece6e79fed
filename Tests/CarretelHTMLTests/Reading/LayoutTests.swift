import CarretelCore
import CarretelHTML
import Testing

@testable import CarretelProcessors

@Suite struct LayoutTests {
    @Test func theLayoutsOfTheirOwnHaveNames() throws {
        #expect(try PortalLayout.named("plain") == .plain)
        #expect(try PortalLayout.named(" antd\n") == .antd)
    }

    @Test func everySelectorOfTheBuiltInLayoutsIsOne() throws {
        let page = try page("<p>x</p>")
        for layout in PortalLayout.builtIn {
            var selectors = [
                layout.login?.username, layout.login?.password, layout.login?.submit, layout.search.result,
            ]
            let pages = layout.pages
            let kinds = [pages.needsScript, pages.loginRefused, pages.loggedOut, pages.notFound, pages.found]
            var conditions = kinds
            for step in layout.search.steps + layout.search.details {
                switch step {
                case .click(let selector, _), .type(_, let selector, _): selectors.append(selector)
                case .wait(let condition): conditions.append(condition)
                }
            }
            selectors += conditions.flatMap(\.tests).map(\.selector)
            selectors += layout.fields.labels.flatMap { [$0.each, $0.label] }
            for selector in selectors.compactMap({ $0 }) { _ = try page.elements(selector, in: nil) }
            #expect(kinds.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func aLayoutThatExtendsAnotherChangesWhatItNames() throws {
        let layout = try PortalLayout.named(
            """
            {"extends": "plain", "login": {"username": "#user"}, "search": {"path": "/busca?q={os}", "result": "a.os"},
             "pages": {"not_found": [{"css": ".vazio"}, {"text": "nada"}, {"xpath": "//p", "text": "sem"}]},
             "fields": {"names": {"Cliente": "nome cliente"}, "required": ["OS"],
                        "places": [{"field": "OS", "selector": {"xpath": "//h1"}, "attribute": "title"}]}}
            """)
        var expected = PortalLayout.plain
        expected.name = "custom"
        expected.login?.username = .css("#user")
        expected.search.path = "/busca?q={os}"
        expected.search.result = .css("a.os")
        expected.pages.notFound = PageCondition([
            .init(.css(".vazio")), .init(text: "nada"), .init(.xpath("//p"), text: "sem"),
        ])
        expected.fields.names["CLIENTE"] = "nome cliente"
        expected.fields.required = ["OS"]
        expected.fields.places = [FieldRules.Place(field: "OS", selector: .xpath("//h1"), attribute: "title")]
        #expect(layout == expected)
    }

    @Test func aLayoutMayStandAlone() throws {
        let layout = try PortalLayout.named(
            """
            {"search": {"path": null, "start_path": "/inicio", "steps": [{"click": "#os", "optional": true},
               {"type": "{os}", "into": {"css": "input"}, "submit": true}, {"wait": [{"css": ".ok"}]}]},
             "pages": {"found": [{"css": ".ok"}]}, "fields": {"labels": [{"each": "li", "label": "em"}]}}
            """)
        #expect(layout.login == nil)
        #expect(layout.search.path == nil)
        #expect(
            layout.search.steps == [
                .click(.css("#os"), isOptional: true), .type("{os}", into: .css("input"), submits: true),
                .wait(PageCondition([.init(.css(".ok"))])),
            ])
        #expect(layout.fields.labels == [FieldRules.Labels(each: .css("li"), label: .css("em"))])
    }

    @Test func nullTakesAway() throws {
        #expect(try PortalLayout.named(#"{"extends": "plain", "login": null}"#).login == nil)
        #expect(try PortalLayout.named(#"{"extends": "plain", "search": {"path": null}}"#).search.path == nil)
    }

    @Test(arguments: [
        ("plian", "There is no layout \"plian\"", "", "Did you mean \"plain\"?"),
        ("{", "The layout is no JSON", "", ""), ("{\"extends\": \"plian\"}", "for \"extends\"", "/extends", "plain"),
        (#"{"extends": "plain", "pagse": {}}"#, "in the layout, found \"pagse\"", "/pagse", "Did you mean \"pages\"?"),
        (
            #"{"extends": "plain", "pages": {"notfound": []}}"#, "found \"notfound\"", "/pages/notfound",
            "Did you mean \"not_found\"?"
        ),
        (#"{}"#, "has no \"search\"", "", "\"extends\""),
        (#"{"extends": "plain", "login": {"username": "a:hover"}}"#, "\":hover\"", "/login/username", "XPath"),
        (
            #"{"extends": "plain", "pages": {"found": [{"css": "p", "xpath": "//p"}]}}"#, "found both",
            "/pages/found/0/xpath", "Remove"
        ),
        (#"{"extends": "plain", "pages": {"found": [{}]}}"#, "looks at nothing", "/pages/found/0", "Give"),
        (#"{"extends": "plain", "login": {"path": "login"}}"#, "Expected a path", "/login/path", "Begin it"),
        (#"{"extends": "plain", "search": {"path": "/os"}}"#, "no place for the number", "/search/path", "{os}"),
        (
            #"{"extends": "plain", "search": {"steps": [{"click": "a", "wait": []}]}}"#, "one of", "/search/steps/0",
            "Write"
        ),
        (#"{"extends": "plain", "search": {"steps": [{"type": "x"}]}}"#, "\"into\"", "/search/steps/0", "Add"),
        (#"{"extends": "plain", "search": {"result": {"cs": "a"}}}"#, "\"cs\"", "/search/result/cs", "\"css\""),
        (#"{"extends": "plain", "fields": {"names": {"A": 1}}}"#, "\"A\" has no name", "/fields/names/A", "Give"),
        (#"{"extends": "plain", "fields": {"labels": [{"label": "b"}]}}"#, "\"each\"", "/fields/labels/0/each", "Add"),
        (#"{"login": null, "search": {}, "pages": {}, "fields": {}}"#, "no way", "/search", "path"),
    ])
    func whatIsWrongIsNamed(text: String, words: String, pointer: String, hint: String) {
        let reason = #expect(throws: FailureReason.self) { try PortalLayout.named(text) }
        #expect(reason?.code == "layout_invalid")
        #expect(reason?.failureClass == .permanent)
        #expect(reason?.message.contains(words) == true, "\(reason?.message ?? "")")
        #expect((reason?.pointer ?? "") == pointer)
        #expect(reason?.hint?.contains(hint) ?? hint.isEmpty, "\(reason?.hint ?? "")")
    }
}
