/// A second, naive reading of RFC 8259 to compare the reader with: one character at a time over Unicode scalars, no
/// index, no words of 8 bytes. Says only whether a text is JSON with unlike names and not too deep.
struct JSONOracle {
    private var rest: Substring.UnicodeScalarView
    private let maxDepth: Int

    static func accepts(_ bytes: [UInt8], maxDepth: Int = 64) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var oracle = JSONOracle(rest: Substring(text).unicodeScalars, maxDepth: maxDepth)
        if oracle.rest.first == "\u{FEFF}" { oracle.rest.removeFirst() }
        oracle.skipSpace()
        guard oracle.value(depth: 0) else { return false }
        oracle.skipSpace()
        return oracle.rest.isEmpty
    }

    private mutating func skipSpace() {
        while let next = rest.first, " \n\r\t".unicodeScalars.contains(next) { rest.removeFirst() }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func take(word: String) -> Bool {
        for scalar in word.unicodeScalars where !take(scalar) { return false }
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        switch rest.first {
        case "{": return depth < maxDepth && object(depth: depth + 1)
        case "[": return depth < maxDepth && array(depth: depth + 1)
        case "\"": return string() != nil
        case "t": return take(word: "true")
        case "f": return take(word: "false")
        case "n": return take(word: "null")
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        var names: Set<[Unicode.Scalar]> = []
        rest.removeFirst()
        skipSpace()
        if take("}") { return true }
        while true {
            guard let name = string(), names.insert(name).inserted else { return false }
            skipSpace()
            guard take(":") else { return false }
            skipSpace()
            guard value(depth: depth) else { return false }
            skipSpace()
            if take("}") { return true }
            guard take(",") else { return false }
            skipSpace()
        }
    }

    private mutating func array(depth: Int) -> Bool {
        rest.removeFirst()
        skipSpace()
        if take("]") { return true }
        while true {
            guard value(depth: depth) else { return false }
            skipSpace()
            if take("]") { return true }
            guard take(",") else { return false }
            skipSpace()
        }
    }

    private mutating func string() -> [Unicode.Scalar]? {
        guard take("\"") else { return nil }
        var characters: [Unicode.Scalar] = []
        while let next = rest.popFirst() {
            if next == "\"" { return characters }
            guard next.value >= 0x20 else { return nil }
            guard next == "\\" else {
                characters.append(next)
                continue
            }
            guard let escaped = escape() else { return nil }
            characters.append(escaped)
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        switch rest.popFirst() {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            guard let unit = codeUnit() else { return nil }
            guard 0xD800...0xDBFF ~= unit else { return Unicode.Scalar(unit) }
            guard take("\\"), take("u"), let low = codeUnit(), 0xDC00...0xDFFF ~= low else { return nil }
            return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        default: return nil
        }
    }

    private mutating func codeUnit() -> UInt32? {
        var text = ""
        for _ in 0..<4 {
            guard let digit = rest.popFirst(), digit.isASCII, digit.properties.isHexDigit else { return nil }
            text.unicodeScalars.append(digit)
        }
        return UInt32(text, radix: 16)
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        }
        if take("."), !digits() { return false }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            return digits()
        }
        return true
    }

    private mutating func digits() -> Bool {
        var count = 0
        while let next = rest.first, "0"..."9" ~= next {
            rest.removeFirst()
            count += 1
        }
        return count > 0
    }
}
