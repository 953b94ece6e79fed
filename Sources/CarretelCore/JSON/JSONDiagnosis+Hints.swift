extension JSONDiagnosis {
    /// How to mend a fault, where the usual mistake is plain to see.
    func hint(for fault: JSONFault) -> String? {
        switch fault.kind {
        case .value, .word, .name: commonMistake(at: fault.offset)
        case .separator, .colon, .trailing: misplaced(at: fault.offset)
        case .leadingZero: "Write it without the zeros, or in double quotes when they matter."
        case .digit: nil
        case .control: controlHint(bytes[fault.offset])
        case .escape: #"Write a backslash as \\."#
        case .highSurrogate, .lowSurrogate: "Write the character itself in UTF-8, or both halves of its pair."
        case .utf8, .encoding: "Save it as UTF-8."
        case .duplicate: "Remove or rename one of the two."
        case .hexadecimal, .tooDeep, .notAnObject, .tooLarge, .stringEnd: nil
        }
    }

    private func commonMistake(at offset: Int) -> String? {
        let byte = bytes[offset]
        if isAfterComma(offset) {
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                return "Remove the comma: JSON allows none after the last \(top.isObject ? "member" : "element")."
            }
            if isDecimalComma(offset) { return "Write decimals with a point: 1.5." }
        }
        switch byte {
        case UInt8(ascii: "'"): return "JSON strings and names stand in double quotes."
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments: remove it."
        case UInt8(ascii: "+"): return "Write the number without the plus sign."
        case UInt8(ascii: "."): return "Write a digit before the decimal point: 0.5."
        default: break
        }
        if let scalar = scalar(at: offset), "“”„‟‘’«»".unicodeScalars.contains(scalar) {
            return #"Use the plain double quote ("), not a typographic one."#
        }
        return wordHint(word(at: offset))
    }

    private func wordHint(_ word: String) -> String? {
        switch word.lowercased() {
        case "true", "false", "null": "JSON writes true, false and null in lower case."
        case "none", "nil", "undefined": "JSON writes null."
        case "nan", "inf", "infinity": "JSON has no such number: write null, or a string."
        case let word where word.first?.isLetter == true: "Put it in double quotes."
        default: nil
        }
    }

    private func misplaced(at offset: Int) -> String? {
        switch bytes[offset] {
        case UInt8(ascii: "\""): "A comma or colon may be missing before it."
        case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments: remove it."
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            offset > 0 && bytes[offset - 1] == UInt8(ascii: "0") ? "JSON has no hexadecimal numbers." : nil
        case 0: "The file may have been written only in part."
        default: nil
        }
    }

    /// Whether a member's value was a number with a decimal comma: digits on both sides of it.
    private func isDecimalComma(_ offset: Int) -> Bool {
        let isDigit = { (byte: UInt8) in byte &- 0x30 < 10 }
        return top.isObject && offset >= 2 && isDigit(bytes[offset]) && bytes[offset - 1] == UInt8(ascii: ",")
            && isDigit(bytes[offset - 2])
    }

    private func controlHint(_ byte: UInt8) -> String {
        switch byte {
        case 0x0A, 0x0D: #"The closing quote may be missing; a line break inside a string is written \n."#
        case 0x09: #"Write a tab as \t."#
        default: "Write it as \\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))."
        }
    }
}
