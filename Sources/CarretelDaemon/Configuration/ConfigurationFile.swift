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

    /// The largest file that is read: 1 MiB.
    private static let maxBytes = 1 << 20

    /// The file's text; nil when there is no such file.
    static func text(at path: String) throws(SystemError) -> String? {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return nil }
        let folder = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
        do {
            let bytes = try Directory.open(path: folder).readFile(FileName(name), limit: maxBytes).bytes
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
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
