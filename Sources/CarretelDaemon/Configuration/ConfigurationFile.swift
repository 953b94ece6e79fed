internal import CarretelSystem
internal import Yams

/// The configuration file as text, for what `swift-configuration` does not tell: which keys it has, and where.
enum ConfigurationFile {
    /// A key with a value of its own.
    struct FoundKey: Hashable {
        /// The path, joined by dots.
        var path: String
        /// From 1.
        var line: Int
    }

    /// Every key in the file that has a scalar or a list as its value.
    static func keys(in text: String) throws -> [FoundKey] {
        guard let root = try Yams.compose(yaml: text) else { return [] }
        var found: [FoundKey] = []
        collect(root, path: "", into: &found)
        return found
    }

    private static func collect(_ node: Node, path: String, into found: inout [FoundKey]) {
        guard let mapping = node.mapping else {
            found.append(FoundKey(path: path, line: node.mark?.line ?? 1))
            return
        }
        for (key, value) in mapping {
            let name = key.string ?? "?"
            collect(value, path: path.isEmpty ? name : "\(path).\(name)", into: &found)
        }
    }
}
