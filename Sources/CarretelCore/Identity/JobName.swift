/// What a file's name in `incoming/` says about it.
package enum FileNameVerdict: Sendable, Hashable {
    /// A job file; the NAME is the file's name without `.json`.
    case job(String)
    /// A name that writers use for what is not finished or not meant: left alone without a word.
    case ignored
    /// Any other file: left alone, and named by `status` with the reason.
    case foreign(FileNameProblem)
}

/// Why a file is not taken for a job file.
package enum FileNameProblem: String, Sendable, Hashable, CaseIterable {
    case notJSON = "not_json"
    case invalidUTF8 = "invalid_utf8"
    case controlCharacter = "control_character"
    case tooLong = "too_long"
    case slash

    /// The reason for a person.
    package var message: String {
        switch self {
        case .notJSON: "its name does not end in .json"
        case .invalidUTF8: "its name is not valid UTF-8"
        case .controlCharacter: "its name has a control character"
        case .tooLong: "its name has more than \(JobName.maxBytes) bytes before .json"
        case .slash: "its name has a slash"
        }
    }
}

/// The rules for names of job files (docs/file-formats.md).
package enum JobName {
    /// The longest NAME: with an id and an ending added it must still fit in the 255 bytes of a file name.
    package static let maxBytes = 200

    private static let ending = Array(".json".utf8)
    private static let unfinishedEndings = [".tmp", ".part", ".filepart", ".swp", "~"].map { Array($0.utf8) }

    /// Judges the name of a file in `incoming/`.
    package static func parse(fileName: String) -> FileNameVerdict {
        parse(fileName: Array(fileName.utf8))
    }

    /// Judges the name of a file in `incoming/`, given as the bytes that the file system has.
    package static func parse(fileName: [UInt8]) -> FileNameVerdict {
        guard let first = fileName.first, first != UInt8(ascii: "."),
            !unfinishedEndings.contains(where: { ends(fileName, with: $0) })
        else { return .ignored }
        guard ends(fileName, with: ending) else { return .foreign(.notJSON) }
        let bytes = fileName.dropLast(ending.count)
        guard let name = String(validating: bytes, as: UTF8.self) else { return .foreign(.invalidUTF8) }
        return problem(in: name).map { .foreign($0) } ?? .job(name)
    }

    /// What keeps a text from being a NAME; nil when nothing does. The empty one and one with a dot in front, which
    /// ``parse(fileName:)-(String)`` never gets this far with, are for the caller to refuse.
    private static func problem(in name: String) -> FileNameProblem? {
        if name.utf8.count > maxBytes { return .tooLong }
        if name.utf8.contains(UInt8(ascii: "/")) { return .slash }
        let isControlled = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return isControlled ? .controlCharacter : nil
    }

    /// Compares the end of a name, letters A to Z in any case.
    private static func ends(_ name: [UInt8], with ending: [UInt8]) -> Bool {
        name.suffix(ending.count).elementsEqual(ending) { byte, wanted in
            (UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte) == wanted
        }
    }
}
