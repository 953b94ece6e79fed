import CarretelCore

/// A call that is none, with the fault that says why.
struct OmieRefusal: Error, Sendable {
    var fault: OmieFault

    init(_ fault: OmieFault) {
        self.fault = fault
    }
}

/// The body of a request: `{"call":…,"app_key":…,"app_secret":…,"param":[{…}]}`.
struct OmieBody: Sendable {
    /// What `call` says, known or not.
    let name: String
    /// Omie's own samples write it as a number as well as a string.
    let application: String
    let secret: String
    /// The one object in `param`; nil when there is none or it is empty.
    let parameters: JSONValue?

    /// Reads a body.
    ///
    /// - Throws: the fault for what is no JSON object.
    init(parsing bytes: [UInt8]) throws(OmieRefusal) {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: bytes)
        } catch {
            throw OmieRefusal(.syntaxError)
        }
        guard root.kind == .object else { throw OmieRefusal(.invalidJSON) }
        name = root["call"]?.string ?? ""
        application = root["app_key"]?.string ?? root["app_key"]?.numberText ?? ""
        secret = root["app_secret"]?.string ?? ""
        var parameters: JSONValue?
        if let list = root["param"], list.kind == .array, list.count == 1 {
            for element in list.elements where element.kind == .object && element.count > 0 { parameters = element }
        }
        self.parameters = parameters
    }
}

/// A list call that was understood.
struct OmieCall: Sendable {
    let method: OmieMethod
    let application: String
    let page: Int
    /// The page size that was asked for.
    let size: Int
    let filter: OmieFilter
    /// The same for the same parameters, whatever their order and layout.
    let fingerprint: UInt64

    /// Takes a body as a call of a method.
    ///
    /// - Throws: the fault for parameters that the method does not take.
    init(_ body: OmieBody, method: OmieMethod) throws(OmieRefusal) {
        guard let parameters = body.parameters else { throw OmieRefusal(.noParameters) }
        let known = method.tags
        for (name, _) in parameters.members where !known.contains(name) {
            throw OmieRefusal(.unknownTag(name, in: method.requestType))
        }
        self.method = method
        application = body.application
        page = try Self.positive(parameters, "pagina", otherwise: 1)
        size = try Self.positive(parameters, "registros_por_pagina", otherwise: 50)
        filter = try OmieFilter(parameters)
        fingerprint = FNV1a.hash(Array(method.rawValue.utf8) + parameters.canonicalBytes())
    }

    private static func positive(
        _ parameters: JSONValue, _ name: String, otherwise: Int
    ) throws(OmieRefusal) -> Int {
        guard let value = parameters[name], !value.isNull else { return otherwise }
        guard let number = value.int64 ?? value.string.flatMap({ Int64($0) }), 1...1_000_000_000 ~= number else {
            throw OmieRefusal(.badValue(name))
        }
        return Int(number)
    }
}
