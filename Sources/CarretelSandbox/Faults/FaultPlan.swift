package import CarretelCore

/// One planned fault: which calls it meets, what it does and how often.
///
/// As text `METHOD:PAGE:KIND` with options after it: `ListarOS:3:broken`, `ListarOS:*:broken:always:above=50`,
/// `*:1:redundant:seconds=5`, `ListarClientes:2:bad-value:code=1070:times=3`.
package struct FaultPlan: Sendable, Hashable {
    /// The method that it meets; nil meets every method.
    package var method: String?
    /// The page that it meets; nil meets every page.
    package var page: Int?
    /// Only calls that ask for more records a page than this; nil for all calls.
    package var above: Int?
    /// What it does: a word of docs/sandbox.md.
    package var kind: String
    /// How often it is played; nil for always. Once when nothing is said.
    package var times: Int? = 1
    /// The seconds that an answer names, where its kind names any.
    package var seconds: Int?
    /// Another number for a fault code that ends in one.
    package var code: Int?
    /// Headers that the answer has besides: those of ``headerOptions``, by their names there.
    package var headers: [String: String] = [:]

    /// The options that are headers. The date is `retry-after` in its other form, so many seconds ahead.
    static let headerOptions = ["retry-after", "retry-after-date", "retry-after-ms", "x-should-retry"]

    /// Reads the text form.
    ///
    /// - Throws: a permanent failure that says what is wrong; whether the kind is known is not asked here.
    package init(parsing text: String) throws(FailureReason) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, !parts[0].isEmpty, !parts[2].isEmpty else {
            throw Self.failure(text, "is not METHOD:PAGE:KIND")
        }
        method = parts[0] == "*" ? nil : String(parts[0])
        page = parts[1] == "*" ? nil : Int(parts[1])
        guard page != nil || parts[1] == "*" else {
            throw Self.failure(text, "has no page number or * in second place")
        }
        kind = String(parts[2])
        for option in parts.dropFirst(3) { try set(option, of: text) }
    }

    /// Whether it meets a call.
    func meets(method: String, page: Int, size: Int) -> Bool {
        times != 0 && (self.method == nil || self.method == method) && (self.page == nil || self.page == page)
            && (above ?? -1) < size
    }

    private mutating func set(_ option: Substring, of text: String) throws(FailureReason) {
        if option == "always" {
            times = nil
            return
        }
        let pair = option.split(separator: "=", maxSplits: 1)
        if pair.count == 2, Self.headerOptions.contains(String(pair[0])) {
            headers[String(pair[0])] = String(pair[1])
            return
        }
        guard pair.count == 2, let value = Int(pair[1]), value >= 0 else {
            throw Self.failure(text, "has \"\(option)\", which is neither always nor NAME=NUMBER")
        }
        switch pair[0] {
        case "times": times = value
        case "above": above = value
        case "seconds": seconds = value
        case "code": code = value
        default:
            let known = ["always", "times", "above", "seconds", "code"] + Self.headerOptions
            throw Self.failure(text, "has the option \(pair[0]); there are \(known.joined(separator: ", "))")
        }
    }

    private static func failure(_ text: String, _ problem: String) -> FailureReason {
        FailureReason(.permanent, code: "fault_plan", message: "The fault \"\(text)\" \(problem).")
    }
}
