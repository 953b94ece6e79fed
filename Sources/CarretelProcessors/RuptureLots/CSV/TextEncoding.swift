import CarretelCore

/// Makes sure that a table's bytes are UTF-8 before anything is read from them, and names what they are instead.
enum TextEncoding {
    /// - Throws: permanent `dataset_invalid`: UTF-16 by name, or the place of the first byte that is not UTF-8.
    static func check(_ bytes: [UInt8], file: String) throws(FailureReason) {
        let hint = "Save the file as UTF-8."
        guard !looksLikeUTF16(bytes) else {
            throw .datasetInvalid("\(file) is UTF-16, expected UTF-8.", hint: hint)
        }
        guard let offset = firstInvalidByte(bytes) else { return }
        let lineStart = bytes[..<offset].lastIndex(of: .lineFeed).map { $0 + 1 } ?? 0
        let line = bytes[..<lineStart].count(where: { $0 == .lineFeed }) + 1
        throw .datasetInvalid(
            "\(file), line \(line), column \(offset - lineStart + 1): byte 0x\(hexadecimal(bytes[offset])) is not "
                + "UTF-8; the file is probably Windows-1252 (Latin-1).",
            hint: hint)
    }

    /// By its byte order mark, or by a zero byte beside the header's first letter, which is ASCII.
    private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2 else { return false }
        return (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)
            || (bytes[0] == 0) != (bytes[1] == 0)
    }

    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        do throws(Unicode.UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + text : text
    }
}
