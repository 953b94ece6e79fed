import CarretelCore

extension PortalLayout {
    /// What a layout of the configuration's own may say (docs/os-scraping.md).
    static let schema = ParameterSchema([
        ParameterField(
            "extends", .choice(builtIn.map(\.name)),
            "The layout that holds where this one says nothing; without it search, pages and fields have to be there."),
        ParameterField(
            "login", .either([.object(loginSchema), .null]), "The form to log in with; null for a portal without one."),
        ParameterField("search", .object(searchSchema), "The way to one service order."),
        ParameterField("pages", .object(pagesSchema), "How pages are told apart, looked at in this order."),
        ParameterField("fields", .object(fieldsSchema), "What is read off the page of a service order."),
    ])

    private static let text = ParameterKind.string(maxBytes: 1_000)
    private static let selectorForm = ParameterKind.object(
        ParameterSchema([
            ParameterField("css", text, "A CSS selector."),
            ParameterField("xpath", text, "An XPath 1.0 expression that gives elements."),
        ]))
    private static let selector = ParameterKind.either([text, selectorForm])
    private static let conditions = ParameterKind.array(
        of: .object(
            ParameterSchema([
                ParameterField("css", text, "The elements looked at."),
                ParameterField("xpath", text, "The elements looked at."),
                ParameterField("text", text, "What one of them, or else the page, contains."),
            ])), count: 0...20)
    private static let steps = ParameterKind.array(
        of: .object(
            ParameterSchema([
                ParameterField("click", selector, "What to click on."),
                ParameterField(
                    "optional", .boolean, "Whether a click is passed over where there is nothing.", default: "false"),
                ParameterField("type", text, "What to type, {os} for the number."),
                ParameterField("into", selector, "Where to type."),
                ParameterField("submit", .boolean, "Whether Enter follows.", default: "false"),
                ParameterField("wait", conditions, "What to wait for."),
            ])), count: 0...50)

    private static let loginSchema = ParameterSchema([
        ParameterField("path", text, "The path of the page with the form."),
        ParameterField("username", selector, "The user's field."),
        ParameterField("password", selector, "The password's field."),
        ParameterField("submit", selector, "The button."),
    ])
    private static let searchSchema = ParameterSchema([
        ParameterField(
            "path", .either([text, .null]),
            "Over HTTP: the path of a service order or of a search for it; null where only a browser gets there."),
        ParameterField(
            "result", .either([text, selectorForm, .null]),
            "Over HTTP: the link to follow in what the search finds; null where path is the service order itself."),
        ParameterField("start_path", text, "In a browser: the path to begin at."),
        ParameterField("steps", steps, "In a browser: what to do from there for each number."),
        ParameterField("details", steps, "In a browser: what to do on a service order to see all of its fields."),
    ])
    private static let pagesSchema = ParameterSchema([
        ParameterField("needs_script", conditions, "A page that scripts fill, seen without them."),
        ParameterField("login_refused", conditions, "The login was refused."),
        ParameterField("logged_out", conditions, "Nobody is logged in."),
        ParameterField("not_found", conditions, "There is no such service order."),
        ParameterField("found", conditions, "A service order."),
        ParameterField("failing", conditions, "In a browser: the portal says that it fails."),
        ParameterField("loading", conditions, "In a browser: scripts are still at it."),
    ])
    private static let fieldsSchema = ParameterSchema([
        ParameterField(
            "labels",
            .array(
                of: .object(
                    ParameterSchema([
                        ParameterField("each", selector, "Elements that are one LABEL: value each.", required: true),
                        ParameterField("label", selector, "Within them the label; else what stands before the colon."),
                    ])), count: 0...50), "Pairs of label and value."),
        ParameterField(
            "places",
            .array(
                of: .object(
                    ParameterSchema([
                        ParameterField("field", text, "The name of the field.", required: true),
                        ParameterField("selector", selector, "Where it stands.", required: true),
                        ParameterField("attribute", text, "The attribute with the value; else the text."),
                    ])), count: 0...200), "Fields at places of their own."),
        ParameterField(
            "names", .object(ParameterSchema([], allowsOthers: true)),
            "Labels of the portal for names of ours; added to those of the layout that is extended."),
        ParameterField(
            "required", .array(of: text, count: 0...100), "Fields without which a page is not whole."),
        ParameterField("placeholders", .array(of: text, count: 0...100), "Values that mean none."),
    ])
}
