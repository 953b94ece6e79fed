/// A pattern of LIKE: `%` for any text, `_` for any character.
struct OdooPattern: Sendable {
    private let characters: [Character]
    private let ignoresCase: Bool

    /// Takes a pattern as it is, or for `like` and `ilike` as a text that may stand anywhere.
    init(_ text: String, ignoresCase: Bool, isWhole: Bool) {
        let pattern = isWhole ? text : "%\(text)%"
        characters = Array(ignoresCase ? pattern.lowercased() : pattern)
        self.ignoresCase = ignoresCase
    }

    func matches(_ text: String) -> Bool {
        let text = Array(ignoresCase ? text.lowercased() : text)
        var (place, at) = (0, 0)
        // Where to go on when what follows the last % does not fit: one character further.
        var retry: (place: Int, at: Int)?
        while at < text.count {
            if place < characters.count, characters[place] == "%" {
                retry = (place, at)
                place += 1
            } else if place < characters.count, characters[place] == "_" || characters[place] == text[at] {
                (place, at) = (place + 1, at + 1)
            } else if let last = retry {
                retry = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return characters[place...].allSatisfy { $0 == "%" }
    }
}
