import CarretelCore

// The pieces that layouts are made of: paths, selectors, conditions and steps.

extension LayoutReader {
    /// A member that has to be there.
    ///
    /// - Parameters:
    ///   - name: of the member.
    ///   - json: where it belongs.
    ///   - value: nil when it is left out.
    /// - Returns: the value.
    /// - Throws: permanent `layout_invalid`.
    func needed<Value>(_ name: String, of json: JSONValue, _ value: Value?) throws(FailureReason) -> Value {
        guard let value else { throw missing(name, of: json) }
        return value
    }

    /// What is wrong where a member is missing.
    func missing(_ name: String, of json: JSONValue) -> FailureReason {
        PortalLayout.invalid("Expected a member \"\(name)\", found none.", hint: "Add \"\(name)\".", at: json)
    }

    /// A path; nil when it is left out or null.
    func path(_ name: String, of json: JSONValue) throws(FailureReason) -> String? {
        guard let value = json[name], let path = value.string else { return nil }
        guard path.hasPrefix("/"), !path.hasPrefix("//") else {
            throw PortalLayout.invalid(
                "Expected a path for \"\(name)\", found \"\(path)\".",
                hint: "Begin it with one /: it is added to the profile's url.", at: value)
        }
        return path
    }

    /// Texts; nil when they are left out.
    func texts(_ name: String, of json: JSONValue?) -> [String]? { json?[name]?.elements.compactMap(\.string) }

    /// A selector; nil when it is left out or null.
    func selector(_ name: String, of json: JSONValue) throws(FailureReason) -> HTMLSelector? {
        guard let value = json[name], !value.isNull else { return nil }
        if let text = value.string { return try checked(.css(text), at: value) }
        guard let selector = try selector(in: value) else {
            throw PortalLayout.invalid(
                "Expected \"css\" or \"xpath\" for \"\(name)\", found neither.",
                hint: "Write a CSS selector as a text, or {\"xpath\": \"…\"}.", at: value)
        }
        return selector
    }

    /// Conditions; nil when they are left out.
    func condition(_ name: String, of json: JSONValue?) throws(FailureReason) -> PageCondition? {
        guard let list = json?[name] else { return nil }
        var tests: [PageCondition.Test] = []
        for value in list.elements {
            let test = PageCondition.Test(try selector(in: value), text: value["text"]?.string)
            guard test.selector != nil || test.text != nil else {
                throw PortalLayout.invalid(
                    "A condition of \"\(name)\" looks at nothing.", hint: "Give \"css\", \"xpath\" or \"text\".",
                    at: value)
            }
            tests.append(test)
        }
        return PageCondition(tests)
    }

    /// Steps; nil when they are left out.
    func steps(_ name: String, of json: JSONValue) throws(FailureReason) -> [BrowserStep]? {
        guard let list = json[name] else { return nil }
        var steps: [BrowserStep] = []
        for value in list.elements { steps.append(try step(value)) }
        return steps
    }

    private func step(_ json: JSONValue) throws(FailureReason) -> BrowserStep {
        let kinds = ["click", "type", "wait"].filter { json[$0] != nil }
        let allowed = ["click": ["optional"], "type": ["into", "submit"]][kinds.first ?? ""] ?? []
        guard kinds.count == 1, json.members.allSatisfy({ kinds.contains($0.name) || allowed.contains($0.name) }) else {
            throw PortalLayout.invalid(
                "A step is one of click, type or wait, with what belongs to it.",
                hint:
                    "Write {\"click\": …, \"optional\": …}, {\"type\": …, \"into\": …, \"submit\": …} or {\"wait\": […]}.",
                at: json)
        }
        if let selector = try selector("click", of: json) {
            return .click(selector, isOptional: json["optional"]?.boolean ?? false)
        }
        if let text = json["type"]?.string {
            let place = try needed("into", of: json, try selector("into", of: json))
            return .type(text, into: place, submits: json["submit"]?.boolean ?? false)
        }
        guard let condition = try condition("wait", of: json), !condition.isEmpty else {
            throw missing("wait", of: json)
        }
        return .wait(condition)
    }

    private func selector(in json: JSONValue) throws(FailureReason) -> HTMLSelector? {
        switch (json["css"], json["xpath"]) {
        case (let css?, nil): return try checked(.css(css.string ?? ""), at: css)
        case (nil, let xpath?): return xpath.string.map { .xpath($0) }
        case (nil, nil): return nil
        case (_?, let xpath?):
            throw PortalLayout.invalid(
                "Expected \"css\" or \"xpath\", found both.", hint: "Remove one of the two.", at: xpath)
        }
    }

    private func checked(_ selector: HTMLSelector, at value: JSONValue) throws(FailureReason) -> HTMLSelector {
        do throws(HTMLFailure) { _ = try selector.xpaths() } catch {
            throw PortalLayout.invalid(error.message, hint: "Mend the selector, or write it as XPath.", at: value)
        }
        return selector
    }
}
