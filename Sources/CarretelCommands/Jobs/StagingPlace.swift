internal import CarretelCore
internal import CarretelSystem

/// Where a foreground job writes its data files: a hidden folder in the place where they are to stay, else in the
/// folder for temporary files.
struct StagingPlace {
    private static let temporaryVariable = "TMPDIR"
    private static let standardTemporary = "/tmp"
    /// The attempt's own folder in the hidden one; made by the attempt when it first writes.
    private static let attemptName: FileName = "1"
    /// The database and what SQLite keeps beside it.
    private static let businessNames: [FileName] = ["business.sqlite", "business.sqlite-wal", "business.sqlite-shm"]

    private let parent: Directory
    private let parentPath: String
    private let hidden: Directory
    private let hiddenName: FileName
    private let isKept: Bool

    /// Makes the hidden folder.
    ///
    /// - Parameter path: where the files are to stay, made when missing; nil when nobody wants them.
    /// - Throws: what the system refuses.
    init(keptIn path: String?) throws {
        isKept = path != nil
        let variable = ThisProcess.environment[Self.temporaryVariable] ?? ""
        parentPath = path ?? (variable.isEmpty ? Self.standardTemporary : variable)
        parent = try Self.openOrMake(parentPath)
        hiddenName = FileName(".carretel-\(ThisProcess.id)-\(UInt64.random(in: .min ... .max))")
        try parent.makeDirectory(hiddenName, mode: 0o700)
        hidden = try parent.openDirectory(hiddenName)
    }

    private static func openOrMake(_ path: String) throws(SystemError) -> Directory {
        do throws(SystemError) {
            return try Directory.open(path: path)
        } catch  where error.isNotFound {
            let parts = path.split(separator: "/")
            let parent = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
            guard let last = parts.last else { throw error }
            return try Directory.open(path: parent).openOrMakeDirectory(FileName(last), mode: 0o755)
        }
    }

    /// The attempt's folder: an absolute path, of whatever was named.
    var attemptPath: String { "\(hiddenPath)/\(Self.attemptName)" }

    /// A business store for what the attempt synchronises, which nobody keeps.
    var businessPath: String { "\(hiddenPath)/\(Self.businessNames[0])" }

    private var hiddenPath: String {
        let start = parentPath.hasPrefix("/") ? "" : "/proc/self/cwd/"
        return "\(start)\(parentPath)/\(hiddenName)"
    }

    /// Puts the data files where they belong and takes away the rest.
    ///
    /// - Parameters:
    ///   - answer: what the attempt came to.
    ///   - resultName: what the folder of the files is called after.
    /// - Returns: the answer, with a warning when its data files are gone.
    /// - Throws: a ``CommandFailure`` when a folder of that name is there already; what the system refuses.
    func settle(_ answer: Answer, resultName: String) throws -> Answer {
        var answer = answer
        try removeBusiness()
        if !answer.files.isEmpty, isKept {
            let target = FileName("\(resultName).data")
            do {
                try hidden.rename(Self.attemptName, to: parent, as: target)
            } catch {
                guard error.isExisting else { throw error }
                throw CommandFailure(
                    "\(TerminalText.escape("\(parent.path)/\(target)")) is there already and was not replaced; the new "
                        + "files are in \(parent.path)/\(hiddenName)/\(Self.attemptName).")
            }
        } else if !answer.files.isEmpty {
            answer.warnings.append(
                Warning(
                    code: "data_files_removed",
                    message: "The data files were removed again; `--data DIR` keeps them."))
        }
        try remove()
        return answer
    }

    private func removeBusiness() throws(SystemError) {
        for name in Self.businessNames where try hidden.statusIfPresent(of: name) != nil { try hidden.unlink(name) }
    }

    private func remove() throws(SystemError) {
        if try hidden.statusIfPresent(of: Self.attemptName) != nil {
            let attempt = try hidden.openDirectory(Self.attemptName)
            var entries = try attempt.entries()
            while let entry = try entries.next() { try attempt.unlink(entry.name) }
            try hidden.removeDirectory(Self.attemptName)
        }
        try parent.removeDirectory(hiddenName)
    }
}
