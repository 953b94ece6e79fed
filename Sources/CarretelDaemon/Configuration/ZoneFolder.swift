package import CarretelCore
internal import CarretelSystem

/// The time zone database of the machine. It is brought up to date with the system, which a copy inside of this program
/// would not be.
package struct ZoneFolder {
    /// Where Linux keeps it.
    private static let standardPath = "/usr/share/zoneinfo"

    private let path: String

    /// Uses the folder that the variable `TZDIR` names, as tzset(3) does.
    package init(environment: [String: String]) {
        path = environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? Self.standardPath
    }

    /// The rules of a zone.
    ///
    /// - Parameters:
    ///   - zone: its name in the database: `America/Sao_Paulo`.
    ///   - place: the key, for messages.
    /// - Returns: the rules.
    /// - Throws: permanent `configuration_invalid` for a zone that is not there or cannot be read.
    package func rules(of zone: String, named place: String) throws(FailureReason) -> ZoneRules {
        if zone == "UTC" { return .utc }
        let isName = zone.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { Self.isAllowed($0) }
        }
        guard isName else { throw refusal(zone, place, "is no name of a time zone") }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try OperatorFile.read(path: "\(path)/\(zone)", limit: ZoneRules.maxFileBytes).bytes
        } catch {
            throw refusal(zone, place, "cannot be read: \(error.systemText)")
        }
        do throws(ZoneFileProblem) {
            return try ZoneRules(tzif: bytes)
        } catch {
            throw refusal(zone, place, "cannot be used: \(error.rawValue)")
        }
    }

    /// No dot, so that no name leads out of the folder.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "-": true
        default: false
        }
    }

    private func refusal(_ zone: String, _ place: String, _ words: String) -> FailureReason {
        .configuration(
            "\(place) is “\(TerminalText.escape(zone))”, which \(words).",
            hint:
                "Allowed are the names in \(path), such as America/Sao_Paulo or UTC; Debian has it in the package tzdata."
        )
    }
}
