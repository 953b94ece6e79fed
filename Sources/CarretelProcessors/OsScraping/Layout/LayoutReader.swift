import CarretelCore

/// Makes a layout of a mapping that is valid by ``PortalLayout/schema``: each member that is there instead of that of
/// the layout it extends.
struct LayoutReader {
    /// The layout that is extended.
    let base: PortalLayout?

    /// Reads the whole.
    func layout(_ json: JSONValue) throws(FailureReason) -> PortalLayout {
        PortalLayout(
            name: "custom", login: try login(json), search: try search(try part("search", of: json)),
            pages: try pages(try part("pages", of: json)), fields: try fields(try part("fields", of: json)))
    }

    /// A member that a layout needs, unless it extends one.
    private func part(_ name: String, of json: JSONValue) throws(FailureReason) -> JSONValue? {
        guard json[name] != nil || base != nil else {
            throw PortalLayout.invalid(
                "The layout has no \"\(name)\".",
                hint: "Add it, or say \"extends\" with the layout it is to come from.",
                at: json)
        }
        return json[name]
    }

    private func login(_ json: JSONValue) throws(FailureReason) -> PortalLogin? {
        guard let login = json["login"] else { return base?.login }
        guard !login.isNull else { return nil }
        let old = base?.login
        return PortalLogin(
            path: try needed("path", of: login, try path("path", of: login) ?? old?.path),
            username: try needed("username", of: login, try selector("username", of: login) ?? old?.username),
            password: try needed("password", of: login, try selector("password", of: login) ?? old?.password),
            submit: try selector("submit", of: login) ?? old?.submit ?? .css("button[type=submit]"))
    }

    private func search(_ json: JSONValue?) throws(FailureReason) -> OrderSearch {
        let old = base?.search
        guard let json else { return old ?? OrderSearch(startPath: "/", steps: [], details: []) }
        let search = OrderSearch(
            path: json["path"] == nil ? old?.path : try path("path", of: json),
            result: json["result"] == nil ? old?.result : try selector("result", of: json),
            startPath: try path("start_path", of: json) ?? old?.startPath ?? "/",
            steps: try steps("steps", of: json) ?? old?.steps ?? [],
            details: try steps("details", of: json) ?? old?.details ?? [])
        guard search.path != nil || !search.steps.isEmpty else {
            throw PortalLayout.invalid(
                "The layout says of no way to a service order.",
                hint: "Give \"path\", \"steps\" for a browser, or both.",
                at: json)
        }
        if let path = search.path, !path.contains("{os}") {
            throw PortalLayout.invalid(
                "The path \"\(path)\" has no place for the number.", hint: "Write {os} where the number belongs.",
                at: json["path"] ?? json)
        }
        return search
    }

    private func pages(_ json: JSONValue?) throws(FailureReason) -> PageKinds {
        let old = base?.pages
        let pages = PageKinds(
            needsScript: try condition("needs_script", of: json) ?? old?.needsScript ?? PageCondition(),
            loginRefused: try condition("login_refused", of: json) ?? old?.loginRefused ?? PageCondition(),
            loggedOut: try condition("logged_out", of: json) ?? old?.loggedOut ?? PageCondition(),
            notFound: try condition("not_found", of: json) ?? old?.notFound ?? PageCondition(),
            found: try condition("found", of: json) ?? old?.found ?? PageCondition(),
            failing: try condition("failing", of: json) ?? old?.failing ?? PageCondition(),
            loading: try condition("loading", of: json) ?? old?.loading ?? PageCondition())
        if pages.found.isEmpty, let json { throw missing("found", of: json) }
        return pages
    }

    private func fields(_ json: JSONValue?) throws(FailureReason) -> FieldRules {
        let old = base?.fields
        let rules = FieldRules(
            labels: try labels(json) ?? old?.labels ?? [], places: try places(json) ?? old?.places ?? [],
            names: Self.normalised(old?.names ?? [:]).merging(try names(json)) { $1 },
            required: texts("required", of: json) ?? old?.required ?? [],
            placeholders: texts("placeholders", of: json) ?? old?.placeholders ?? ["*", "***", "SELECIONE", "ARQUIVAR"])
        if rules.labels.isEmpty, rules.places.isEmpty, let json { throw missing("labels", of: json) }
        return rules
    }

    private func labels(_ json: JSONValue?) throws(FailureReason) -> [FieldRules.Labels]? {
        guard let list = json?["labels"] else { return nil }
        var labels: [FieldRules.Labels] = []
        for rule in list.elements {
            let each = try needed("each", of: rule, try selector("each", of: rule))
            labels.append(FieldRules.Labels(each: each, label: try selector("label", of: rule)))
        }
        return labels
    }

    private func places(_ json: JSONValue?) throws(FailureReason) -> [FieldRules.Place]? {
        guard let list = json?["places"] else { return nil }
        var places: [FieldRules.Place] = []
        for rule in list.elements {
            places.append(
                FieldRules.Place(
                    field: rule["field"]?.string ?? "",
                    selector: try needed("selector", of: rule, try selector("selector", of: rule)),
                    attribute: rule["attribute"]?.string))
        }
        return places
    }

    private func names(_ json: JSONValue?) throws(FailureReason) -> [String: String] {
        guard let mapping = json?["names"] else { return [:] }
        var names: [String: String] = [:]
        for (label, value) in mapping.members {
            guard let name = value.string, !name.isEmpty else {
                throw PortalLayout.invalid(
                    "The label \"\(label)\" has no name.", hint: "Give the name of the field as a text.", at: value)
            }
            names[Cleaning.label(label)] = name
        }
        return names
    }

    /// By labels as they are compared, so that a layout's own stand for those that it extends however they are spelt.
    private static func normalised(_ names: [String: String]) -> [String: String] {
        Dictionary(
            names.sorted { $0.key < $1.key }.map { (Cleaning.label($0.key), $0.value) }, uniquingKeysWith: { $1 })
    }
}
