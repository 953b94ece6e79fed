import CarretelCore

/// What can be called: the names in log and fault plans.
enum ChatMethod: String, Sendable {
    case chat
    case models
}

/// A request whose address was understood.
struct ChatCall: Sendable {
    var method: ChatMethod
    /// The model that the address names, as Azure's addresses do.
    var deployment: String?

    /// Whether errors have the shapes of Azure.
    var isAzure: Bool { deployment != nil }

    /// Takes an address apart: `/openai/v1/chat/completions`, `/openai/v1/models`,
    /// `/openai/deployments/MODEL/chat/completions`.
    ///
    /// - Throws: the refusal of what is not there, or not by this method of HTTP.
    init(_ request: SandboxRequest) throws(ChatRefusal) {
        let parts = request.path.split(separator: "/").map(String.init)
        var rest = parts.dropFirst(2)
        if parts.count > 2, parts[1] == "deployments" {
            deployment = parts[2]
            rest = rest.dropFirst()
        } else if parts.count < 2 || parts[1] != "v1" {
            throw .path(request)
        }
        switch Array(rest) {
        case ["chat", "completions"]: method = .chat
        case ["models"] where deployment == nil: method = .models
        default: throw .path(request)
        }
        guard request.method == (method == .chat ? "POST" : "GET") else { throw .method(request) }
    }

    /// Checks who asks.
    ///
    /// - Throws: the refusal of a key that is missing or wrong.
    func check(_ request: SandboxRequest, keys: [String]) throws(ChatRefusal) {
        guard !keys.isEmpty else { return }
        guard let key = ChatKey(request) else { throw isAzure ? .wrongAzureKey : .noKey }
        guard keys.contains(key.text) else { throw isAzure ? .wrongAzureKey : .wrongKey }
    }
}

/// The key of a request and where it was found.
struct ChatKey: Sendable {
    /// `bearer` or `api-key`.
    let form: String
    let text: String

    /// Finds the key; nil when there is none.
    init?(_ request: SandboxRequest) {
        let words = (request.headers["authorization"] ?? "").split(separator: " ").map(String.init)
        if words.count == 2, words[0].lowercased() == "bearer" {
            (form, text) = ("bearer", words[1])
        } else if let key = request.headers["api-key"] {
            (form, text) = ("api-key", key)
        } else {
            return nil
        }
    }
}
