internal import CarretelCore
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
        /// The value as it stands there; nil for a list.
        var text: String?
    }

    /// The largest file that is read: 1 MiB.
    private static let maxBytes = 1 << 20

    /// Every key in the file that has a scalar or a list as its value, those of schedules left out; none when there is
    /// no such file.
    ///
    /// - Throws: permanent `configuration_invalid`. It repeats nothing of the file, because a secret may stand there by
    ///   mistake.
    static func keys(at path: String) throws(FailureReason) -> [FoundKey] {
        guard let root = try root(at: path) else { return [] }
        var found: [FoundKey] = []
        guard let mapping = root.mapping else {
            collect(root, path: "", into: &found)
            return found
        }
        for (key, value) in mapping where key.string != ScheduleKey.root {
            collect(value, path: word(key), into: &found)
        }
        return found
    }

    /// What the file says of schedules; nil when it says nothing.
    ///
    /// - Throws: as ``keys(at:)``.
    static func schedules(at path: String) throws(FailureReason) -> ConfigurationNode? {
        try root(at: path)?.mapping?[ScheduleKey.root].map { ConfigurationNode($0) }
    }

    /// What stands at a path, whatever its shape; nil when nothing does.
    ///
    /// - Throws: as ``keys(at:)``.
    static func node(at path: String, in file: String) throws(FailureReason) -> ConfigurationNode? {
        var node = try root(at: file)
        for part in path.split(separator: ".") { node = node?.mapping?[Node(String(part))] }
        return node.map { ConfigurationNode($0) }
    }

    /// A file that was asked for must be there.
    ///
    /// - Throws: as ``keys(at:)``.
    static func requirePresent(_ path: String) throws(FailureReason) {
        do throws(SystemError) {
            if try text(at: path) != nil { return }
        } catch {
            throw unreadable(path, "\(error)")
        }
        throw unreadable(path, "there is no such file")
    }

    private static func unreadable(_ path: String, _ words: String) -> FailureReason {
        .configuration(
            "The configuration file \(path) cannot be read: \(words).",
            hint: "Mend the file, or name another with --config.")
    }

    private static func root(at path: String) throws(FailureReason) -> Node? {
        do {
            return try text(at: path).flatMap { try Yams.compose(yaml: $0) }
        } catch let error as SystemError {
            throw unreadable(path, "\(error)")
        } catch {
            throw .configuration(
                "The configuration file \(path) is not valid YAML: \(words(error)).", hint: "Mend the file.")
        }
    }

    private static func text(at path: String) throws(SystemError) -> String? {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return nil }
        let folder = (path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/")
        do throws(SystemError) {
            let read = try Directory.open(path: folder).readFile(FileName(name), limit: maxBytes)
            guard read.isWhole else {
                throw SystemError(
                    "read", code: SystemError.Code.tooLarge, path: path,
                    message: "It has more than the \(maxBytes) bytes that are allowed")
            }
            return String(decoding: read.bytes, as: UTF8.self)
        } catch {
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    /// What is wrong and where, without the line itself, which the library's own words show.
    private static func words(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "line \(mark.line), column \(mark.column): \(problem)"
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping(_, let context):
            "line \(context.mark.line), column \(context.mark.column): this key stands twice in its mapping"
        default: "it cannot be understood"
        }
    }

    private static func collect(_ node: Node, path: String, into found: inout [FoundKey]) {
        guard let mapping = node.mapping else {
            found.append(FoundKey(path: path, line: node.mark?.line ?? 1, text: node.scalar?.string))
            return
        }
        for (key, value) in mapping { collect(value, path: "\(path).\(word(key))", into: &found) }
    }

    private static func word(_ key: Node) -> String { key.string ?? "?" }
}
