import CarretelCore

/// The number of a service order as it is asked for: without blanks around it and without leading zeros.
enum OrderNumber {
    /// Reads one number of a job file.
    ///
    /// - Parameter value: a string, or a whole number.
    /// - Returns: nil for what is no number of a service order: it has 1 to 40 ASCII letters, digits, `-`, `.` and `/`,
    ///   and at least one letter or digit.
    static func clean(_ value: JSONValue) -> String? {
        if let text = value.string { return clean(text) }
        guard let digits = value.numberText, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return nil }
        return clean(digits)
    }

    static func clean(_ text: String) -> String? {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var bytes = text.utf8.drop { blanks.contains($0) }
        while let last = bytes.last, blanks.contains(last) { bytes.removeLast() }
        guard bytes.contains(where: isAlphanumeric), bytes.allSatisfy({ isAlphanumeric($0) || "-./".utf8.contains($0) })
        else { return nil }
        let kept = Array(bytes.drop { $0 == UInt8(ascii: "0") })
        // One that is nothing but zeros is the number zero.
        let number = kept.contains(where: isAlphanumeric) ? kept : [UInt8(ascii: "0")] + kept
        guard number.count <= ScrapeLimits.maxNumberBytes else { return nil }
        return String(decoding: number, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
