internal import CarretelCore
internal import CarretelSystem

/// What to say of a dataset that does not exist: what was most likely meant. Not what else there is, because the folder is
/// the service's own, and whoever may hand jobs in need not know.
enum DatasetAdvice {
    /// So many entries of the folder are looked at, in no order.
    private static let maxEntries = 1_000

    /// A sentence to begin a hint with, and a blank behind it; empty when no name is like it.
    static func hint(for name: FileName, in folder: Directory) -> String {
        do throws(SystemError) {
            return NearestName.find(name.description, among: try names(in: folder)).map { "Did you mean \($0)? " } ?? ""
        } catch {
            // The missing dataset is what is told; a folder that cannot be listed only has no advice.
            return ""
        }
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
