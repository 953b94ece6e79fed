internal import CarretelCore

/// What to say of a configuration key that does not exist: what was most likely meant, and what there is in its place.
enum KeyAdvice {
    /// A hint for a key.
    ///
    /// - Parameters:
    ///   - path: the key as it stands in the file, its parts joined by dots.
    ///   - known: all keys.
    /// - Returns: one or two sentences about the first part that is wrong.
    static func hint(for path: String, known: [String]) -> String {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var parent = ""
        for (index, part) in parts.enumerated() {
            let here = children(of: parent, known)
            guard !here.contains(part) else {
                parent += part + "."
                continue
            }
            let place = parent.isEmpty ? "Keys: " : "Keys below \(parent.dropLast()): "
            let list = here.isEmpty ? "none." : here.joined(separator: ", ") + "."
            guard let nearest = NearestName.find(part, among: here) else { return place + list }
            let meant = parent + ([nearest] + parts[(index + 1)...]).joined(separator: ".")
            return "Did you mean \(meant)? \(place)\(list)"
        }
        return "It has keys below it: \(children(of: parent, known).joined(separator: ", "))."
    }

    /// The parts that may stand after `parent`, which ends in a dot unless it is empty, in the order of the keys.
    private static func children(of parent: String, _ known: [String]) -> [String] {
        var seen: Set<Substring> = []
        return known.filter { $0.hasPrefix(parent) }.compactMap { key in
            key.dropFirst(parent.count).split(separator: ".", maxSplits: 1).first
        }.filter { seen.insert($0).inserted }.map(String.init)
    }
}
