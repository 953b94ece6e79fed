/// Makes text of strangers (names of files, words of upstream systems) safe to show on a terminal or in a log line.
package enum TerminalText {
    /// Escapes what a terminal would act upon or a reader be misled by: control characters, line separators, invisible
    /// and direction-changing ones. `\n`, `\r` and `\t` are written so, others as `\u{202E}`.
    ///
    /// A backslash stays as it is, so that escaping twice does no harm.
    package static func escape(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = ""
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return result
    }

    /// Escapes bytes that may not be UTF-8: those that are not are written as `\xFF`.
    package static func escape(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        if let text = String(validating: bytes, as: UTF8.self) { return escape(text) }
        var result = ""
        var index = 0
        while index < bytes.count {
            // At each place the longest valid sequence of at most 4 bytes is one scalar; without one the byte is bad.
            let scalar = (1...min(4, bytes.count - index)).lazy.compactMap { length in
                String(validating: bytes[index..<index + length], as: UTF8.self)?.unicodeScalars.first
            }.first
            if let scalar {
                append(scalar, to: &result)
                index += UTF8.width(scalar)
            } else {
                result += "\\x" + hexadecimal(UInt32(bytes[index]), width: 2)
                index += 1
            }
        }
        return result
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        guard isHarmful(scalar) else { return result.unicodeScalars.append(scalar) }
        switch scalar {
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default: result += "\\u{" + hexadecimal(scalar.value, width: 4) + "}"
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value < 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        // The joiners shape Persian words and emoji; everything else of this kind is invisible or turns the direction.
        case .format: return scalar != "\u{200C}" && scalar != "\u{200D}"
        default: return false
        }
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
