import CarretelCore

/// An answer of Omie's that is no data: status, code and text as its clients know them (docs/sandbox.md).
struct OmieFault: Sendable, Hashable {
    /// Its word in logs and plans.
    var word: String
    var status = 500
    /// Empty where Omie names none.
    var code: String
    var text: String

    /// Whether it counts towards the block for misuse. A refusal by rate or block does not count again.
    var isCounted: Bool { status == 500 || status == 403 }

    /// The answer: exactly `faultstring` and `faultcode`, non-ASCII escaped; the rate limit has another shape.
    var reply: Reply {
        var writer = JSONWriter()
        writer.beginObject()
        if status == 429 {
            writer.member("error_code", 429)
            writer.member("error_message", raw: ASCIIText.quoted(text))
            writer.member("error_hash", "5d41402abc4b2a76b9719d911017c592")
        } else {
            writer.member("faultstring", raw: ASCIIText.quoted(text))
            writer.member("faultcode", code)
        }
        writer.endObject()
        return .json(writer.bytes, status: status)
    }
}

extension OmieFault {
    static func noRecords(page: Int) -> OmieFault {
        client("no-records", 5113, "ERROR: Não existem registros para a página [\(page)]!")
    }

    // Other wordings of the same, under the same code.
    static func noEntries(page: Int) -> OmieFault {
        client("no-entries", 5113, "ERROR: Não existem cadastros para a página [\(page)]!")
    }

    static let noSuchRecord = client("no-such-record", 5113, "ERROR: Registro não encontrado!")

    static func redundant(seconds: Int) -> OmieFault {
        client(
            "redundant", 6,
            "ERROR: Consumo redundante detectado. Aguarde \(seconds) segundos para tentar novamente (REDUNDANT).")
    }

    static func alreadyProcessed(until moment: Timestamp) -> OmieFault {
        // The clock of São Paulo, from the text of the moment: YYYY-MM-DDThh:mm:ss.
        let text = (moment + .seconds(Timestamp.saoPauloOffsetSeconds)).rfc3339Milliseconds
        let time = text.dropFirst(11).prefix(8)
        return client(
            "already-processed", 8020,
            "ERROR: Esta requisição já foi processada ou está sendo processada e você pode tentar novamente às "
                + "\(time). (1)")
    }

    static let locked = client(
        "locked", 1880,
        "ERROR: Já existe uma requisição desse método sendo executada e você pode tentar novamente em alguns instantes. "
            + "(1)")

    static func blocked(seconds: Int) -> OmieFault {
        OmieFault(
            word: "blocked", status: 425, code: "MISUSE_API_PROCESS",
            text: "ERROR: API bloqueada por consumo indevido. Tente novamente em \(seconds) segundos.")
    }

    static let rateLimit = OmieFault(word: "rate-limit", status: 429, code: "", text: "Too Many Requests")

    static let badKey = OmieFault(
        word: "bad-key", status: 403, code: "SOAP-ENV:Server",
        text: "A chave de acesso está inválida ou o aplicativo está suspenso.")

    static let broken = OmieFault(
        word: "broken", code: "SOAP-ENV:Server", text: "SOAP-ERROR: Broken response from Application Server (BG)")

    static let consumption = client(
        "consumption", 500, "ERROR: Limite de consumo da API atingido. Tente novamente em alguns instantes.")

    static func unknownTag(_ tag: String, in type: String) -> OmieFault {
        client("unknown-tag", 5001, "ERROR: Tag [\(tag)] não faz parte da estrutura do tipo complexo [\(type)]!")
    }

    static let noParameters = client("no-parameters", 71, "Nenhum parâmetro foi recebido em WS_PARAMS!")

    static func badValue(_ tag: String) -> OmieFault {
        client("bad-value", 1010, "ERROR: O valor informado na tag [\(tag)] é inválido!")
    }

    static let requiredTag = client("required-tag", 1000, "ERROR: A tag [pagina] é obrigatória!")

    static let notFound = client("not-found", 101, "Nenhuma Ordem de Serviço foi encontrada!")

    static let unknownID = client("unknown-id", 103, "ERROR: Cliente não cadastrado para o Código [4100000011]!")

    static let duplicate = client("duplicate", 102, "ERROR: Cliente já cadastrado para o Código [4100000011]!")

    static let invalidJSON = OmieFault(word: "invalid-json", code: "", text: "Invalid JSON Object")

    static let syntaxError = OmieFault(word: "syntax-error", code: "", text: "JSON request with SyntaxError")

    static func unknownMethod(_ name: String) -> OmieFault {
        OmieFault(
            word: "unknown-method", code: "SOAP-ENV:Server",
            text: "Function (\"\(name)\") is not a valid method for this service")
    }

    /// What the codes of faults begin with that are the caller's doing.
    static let clientPrefix = "SOAP-ENV:Client-"

    private static func client(_ word: String, _ number: Int, _ text: String) -> OmieFault {
        OmieFault(word: word, code: clientPrefix + "\(number)", text: text)
    }
}
