internal import CarretelCore
internal import CarretelSystem

/// What to say of a dataset that does not exist: what was most likely meant, or what there is.
enum DatasetAdvice {
    /// So many entries of the folder are looked at, in no order.
    private static let maxEntries = 1_000
    /// So many names are listed.
    private static let maxNames = 10

    /// Sentences to begin a hint with, each with a blank behind it; empty when the folder cannot be listed.
    static func hint(for name: FileName, in folder: Directory) -> String {
        do throws(SystemError) {
            return hint(for: name.description, among: try names(in: folder))
        } catch {
            // The missing dataset is what is told; a folder that cannot be listed only has no advice.
            return ""
        }
    }

    private static func hint(for name: String, among names: [String]) -> String {
        if let nearest = NearestName.find(name, among: names) { return "Did you mean \(nearest)? " }
        guard !names.isEmpty else { return "There is none at all. " }
        let more = names.count > maxNames ? " and others" : ""
        return "There is \(names.prefix(maxNames).joined(separator: ", "))\(more). "
    }

    /// The folders that may be datasets, in the order of their names.
    private static func names(in folder: Directory) throws(SystemError) -> [String] {
        var entries = try folder.entries()
        var names: [String] = []
        for _ in 0..<maxEntries {
            guard let entry = try entries.next() else { break }
            let name = entry.name.description
            // Where the file system does not say what an entry is, it is taken for a folder.
            if entry.kind == .directory || entry.kind == nil, !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
