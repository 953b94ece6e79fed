extension JSONDiagnosis {
    /// What should have stood there, to follow "Expected".
    func expectation(of fault: JSONFault) -> String {
        switch fault.kind {
        case .value, .word: expectedValue(before: fault.offset)
        case .name:
            isAfterComma(fault.offset)
                ? "another member name in double quotes after the comma" : #"a member name in double quotes or "}""#
        case .colon: "\":\" after the member name \"\(lastName ?? "")\""
        case .separator:
            top.isObject
                ? "\",\" or \"}\" after the member \"\(lastName ?? "")\"" : #""," or "]" after an array element"#
        case .digit: "a digit" + (previousByte(before: fault.offset).map { " after \(quoted($0.byte))" } ?? "")
        case .leadingZero: "no digit after the leading 0 of a number"
        case .stringEnd: "the rest of the string that starts at \(words(for: fault.related))"
        case .control: "no control character inside the string that starts at \(words(for: fault.related))"
        case .escape: #"one of " \ / b f n r t u after the backslash"#
        case .hexadecimal: "four hexadecimal digits after \\u"
        case .highSurrogate:
            "a low surrogate (\\uDC00 to \\uDFFF) right after the high surrogate \(text(fault.offset, 6))"
        case .lowSurrogate:
            "a high surrogate (\\uD800 to \\uDBFF) right before the low surrogate \(text(fault.offset, 6))"
        case .utf8, .encoding: "UTF-8"
        case .duplicate: "each member name once in an object"
        case .tooDeep: "at most \(limits.maxDepth) levels of nesting"
        case .trailing: "nothing after the end of the JSON value"
        case .notAnObject: #"a JSON object, which starts with "{""#
        case .tooLarge: "at most \(limits.maxBytes) bytes"
        }
    }

    /// What stands there, to follow "found".
    func finding(of fault: JSONFault) -> String {
        switch fault.kind {
        case .tooLarge: return "\(bytes.count)"
        case .encoding(let name): return name
        default: break
        }
        guard fault.offset < bytes.count else {
            if bytes.count == textStart { return "nothing: the text is empty" }
            return previousByte(before: fault.offset) == nil ? "only white space" : "the end of the text"
        }
        switch fault.kind {
        case .escape: return token(at: fault.offset + 1, limit: 1)
        case .highSurrogate:
            return bytes[fault.offset + 6] == UInt8(ascii: "\"")
                ? "the end of the string" : token(at: fault.offset + 6, limit: 6)
        case .lowSurrogate: return "it alone"
        case .utf8:
            let byte = "the byte \(hexadecimal(bytes[fault.offset]))"
            let character = JSONEncodingCheck.windows1252Character(at: fault.offset, in: bytes)
            return character.map { "\(byte), which is \"\($0)\" in Windows-1252" } ?? byte
        case .duplicate: return "\"\(name(at: fault.offset))\" again, as at \(words(for: fault.related))"
        case .tooDeep: return "one more"
        default: return token(at: fault.offset)
        }
    }

    private func expectedValue(before offset: Int) -> String {
        guard top.closing != 0 else { return limits.requiresObject ? "a JSON object" : "a JSON value" }
        if top.isObject { return "a value for the member \"\(lastName ?? "")\"" }
        return isAfterComma(offset) ? "another element after the comma" : #"an element or "]""#
    }

    func isAfterComma(_ offset: Int) -> Bool {
        previousByte(before: offset)?.byte == UInt8(ascii: ",")
    }

    private func words(for offset: Int) -> String {
        let (line, column) = place(offset)
        return "line \(line), column \(column)"
    }

    private func text(_ offset: Int, _ count: Int) -> String {
        String(decoding: bytes[offset..<min(offset + count, bytes.count)], as: UTF8.self)
    }

    /// What starts at `offset`, as a person would name it: a word or number whole, else one character.
    func token(at offset: Int, limit: Int = 20) -> String {
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "\""): return limit == 1 ? "a double quote" : "a string"
        case UInt8(ascii: "'"): return "a single quote"
        case 0x0A, 0x0D: return "a line break"
        case 0x09: return "a tab"
        case 0x20: return "a space"
        case 0..<0x20, 0x7F: return "the byte \(hexadecimal(byte))"
        case 0x80...: return character(at: offset)
        default: return "\"\(limit == 1 ? text(offset, 1) : word(at: offset, limit: limit))\""
        }
    }

    /// Letters, digits and what belongs to numbers, or the one byte that is none of these.
    func word(at offset: Int, limit: Int = 20) -> String {
        let word = bytes[offset...].prefix(limit).prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return word.isEmpty ? text(offset, 1) : String(decoding: word, as: UTF8.self)
    }

    private func character(at offset: Int) -> String {
        guard let scalar = scalar(at: offset) else { return "the byte \(hexadecimal(bytes[offset]))" }
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits(scalar).count)) + digits(scalar)
        switch scalar.properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .surrogate, .spaceSeparator, .lineSeparator,
            .paragraphSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
            return "the character \(code)"
        default: return "\"\(scalar)\" (\(code))"
        }
    }

    /// The character that starts at `offset`, when it is good UTF-8.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        var decoder = UTF8()
        var iterator = bytes[offset...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return scalar
    }

    private func digits(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16, uppercase: true) }

    private func quoted(_ byte: UInt8) -> String { "\"\(Character(Unicode.Scalar(byte)))\"" }

    private func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0x0" : "0x") + String(byte, radix: 16, uppercase: true)
    }
}
