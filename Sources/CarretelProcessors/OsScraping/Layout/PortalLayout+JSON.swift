import CarretelCore

extension PortalLayout {
    /// The code of what is wrong with a layout.
    static let invalidCode = "layout_invalid"

    /// Reads a layout of the configuration's own.
    ///
    /// - Throws: permanent `layout_invalid`, which names the member and how to mend it.
    init(json: JSONValue) throws(FailureReason) {
        guard json.kind == .object else {
            throw Self.invalid("A layout is a mapping, or the name of one.", hint: Self.namesHint, at: json)
        }
        if var problem = Self.schema.problems(in: json, limit: 1).first {
            problem.code = Self.invalidCode
            problem.message = problem.message.replacing("the job file", with: "the layout")
            // Places in a text that was made of the configuration's help nobody; the pointer does.
            (problem.line, problem.column) = (nil, nil)
            throw problem
        }
        let reader = LayoutReader(base: Self.builtIn.first { $0.name == json["extends"]?.string })
        self = try reader.layout(json)
    }

    /// The layout that a profile means.
    ///
    /// - Parameter text: `plain`, `antd`, or one of the configuration's own as JSON.
    /// - Returns: the layout.
    /// - Throws: permanent `layout_invalid`.
    static func named(_ text: String) throws(FailureReason) -> PortalLayout {
        let name = PageText.collapsed(text)
        if let layout = builtIn.first(where: { $0.name == name }) { return layout }
        guard name.hasPrefix("{") else {
            let nearest = NearestName.find(name, among: builtIn.map(\.name)).map { "Did you mean \"\($0)\"?" }
            throw FailureReason(
                .permanent, code: invalidCode,
                message: "There is no layout \"\(TerminalText.escape(String(name.unicodeScalars.prefix(40))))\".",
                hint: nearest ?? namesHint)
        }
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: Array(text.utf8)) } catch {
            throw FailureReason(
                .permanent, code: invalidCode, message: "The layout is no JSON: \(error.message)",
                pointer: error.pointer, hint: error.hint)
        }
        return try PortalLayout(json: json)
    }

    private static let namesHint =
        "Give \(builtIn.map { "\"\($0.name)\"" }.joined(separator: " or ")), or a mapping (docs/os-scraping.md)."

    /// What is wrong with a value of a layout.
    ///
    /// - Parameters:
    ///   - message: what was expected and found.
    ///   - hint: how to mend it.
    ///   - value: where it is.
    /// - Returns: permanent `layout_invalid`.
    static func invalid(_ message: String, hint: String, at value: JSONValue) -> FailureReason {
        FailureReason(.permanent, code: invalidCode, message: message, pointer: value.pointer, hint: hint)
    }
}
