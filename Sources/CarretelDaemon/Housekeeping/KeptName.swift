internal import CarretelCore
internal import CarretelSystem

/// What the name of an entry says of it: only names that Carretel gives are Carretel's.
struct KeptName {
    /// What an entry is in its place.
    enum Role: Equatable {
        /// A thing of its own.
        case item
        /// A thing whose companion, when it is there, goes with it.
        case lead(companion: FileName)
        /// Goes with its lead; a thing of its own when there is none.
        case companion(lead: FileName)
        case stranger
    }

    private static let pairs: [(lead: String, companion: String)] = [
        (".result.json", ".data"), (".progress.json", ".events.jsonl"),
    ]

    /// Reads the name of an entry of a flat place.
    static func role(of name: FileName, in place: KeptPlace) -> Role {
        guard let text = name.text else { return .stranger }
        switch place {
        case .archive, .failed, .rejected:
            return isJobFile(text) ? .item : .stranger
        case .results: return role(of: text, pairs.prefix(1))
        case .progress: return role(of: text, pairs.suffix(1))
        case .superseded: return role(of: text, pairs[...])
        case .controlDone: return isControl(text) ? .item : .stranger
        case .cache: return .stranger
        }
    }

    /// The day of a folder of `archive/`.
    static func day(_ name: FileName) -> CivilDate? {
        guard let text = name.text, let day = CivilDate(iso8601: text), day.text == text else { return nil }
        return day
    }

    /// The id at the beginning of a name.
    static func leadingID(_ text: some StringProtocol) -> JobID? {
        guard text.utf8.count >= JobID.textLength else { return nil }
        let head = String(text.prefix(JobID.textLength))
        guard let id = JobID(text: head), id.text == head else { return nil }
        return id
    }

    /// `NAME.json`, or `NAME~ID.json` where the place was taken; that may be longer than a NAME can be.
    private static func isJobFile(_ text: String) -> Bool {
        if case .job = JobName.parse(fileName: text) { return true }
        guard let stem = stem(of: text, ".json"), let tilde = stem.lastIndex(of: "~"),
            stem[tilde...].dropFirst().utf8.count == JobID.textLength,
            leadingID(stem[tilde...].dropFirst()) != nil, case .job = JobName.parse(fileName: "\(stem[..<tilde]).json")
        else { return false }
        return true
    }

    private static func role(
        of text: String, _ pairs: ArraySlice<(lead: String, companion: String)>
    ) -> Role {
        for pair in pairs {
            if let stem = stem(of: text, pair.lead) { return .lead(companion: FileName(stem + pair.companion)) }
            if let stem = stem(of: text, pair.companion) { return .companion(lead: FileName(stem + pair.lead)) }
        }
        return .stranger
    }

    private static func stem(of text: String, _ suffix: String) -> String? {
        guard text.hasSuffix(suffix), text.utf8.count > suffix.utf8.count else { return nil }
        return String(text.dropLast(suffix.count))
    }

    /// `ID-FILE`, `ID-FILE.json`, and with a dot before it what a crash has left of one.
    private static func isControl(_ text: String) -> Bool {
        let text = text.hasPrefix(".") ? text.dropFirst() : text[...]
        guard leadingID(text) != nil else { return false }
        return text.dropFirst(JobID.textLength).first == "-"
    }
}

extension FileStatus {
    /// Since when a file is where it is: a rename does not touch the time of its content, which may be its writer's, but
    /// that of its inode. Where a file system leaves that alone too, the content's is the best there is.
    var since: Timestamp {
        Timestamp(microseconds: max(identity.modifiedNanoseconds, changedNanoseconds) / 1_000)
    }

    /// Tells the file from another that gets its name, or even its inode, later.
    var mark: UInt64 { identity.inode &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(bitPattern: changedNanoseconds) }

    /// Whether it is the same file, renamed or not.
    func isSame(as other: FileStatus) -> Bool { identity == other.identity && kind == other.kind }
}
