/// Who is whose child among the processes of the machine, from `/proc`.
struct ProcessTree {
    /// The children of each process.
    private let children: [Int32: [Int32]]

    /// Reads it; what ends meanwhile is left out.
    ///
    /// - Throws: ``SystemError`` when `/proc` cannot be read.
    init() throws(SystemError) {
        let folder = try Directory.open(path: "/proc")
        var entries = try folder.entries()
        var children: [Int32: [Int32]] = [:]
        while let entry = try entries.next() {
            guard let pid = entry.name.text.flatMap({ Int32($0) }), let parent = Self.parent(of: pid, in: folder)
            else { continue }
            children[parent, default: []].append(pid)
        }
        self.children = children
    }

    /// The children of a process.
    func children(of pid: Int32) -> [Int32] { children[pid] ?? [] }

    /// Some processes and all that descends from them, parents before their children.
    func descendants(of roots: [Int32]) -> [Int32] {
        var found: [Int32] = []
        var seen: Set<Int32> = []
        var next = roots
        while !next.isEmpty {
            let fresh = next.filter { seen.insert($0).inserted }
            found += fresh
            next = fresh.flatMap { children(of: $0) }
        }
        return found
    }

    /// Nil for one that has just gone. The program's name, in parentheses, may hold anything: proc_pid_stat(5).
    private static func parent(of pid: Int32, in folder: Directory) -> Int32? {
        guard let text = text(of: "\(pid)/stat", in: folder), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    /// Whether a process was started with a command line that has `text` in it.
    static func commandLine(of pid: Int32, contains text: String) -> Bool {
        // Without `/proc` nothing here finds anything.
        guard let folder = try? Directory.open(path: "/proc") else { return false }
        return Self.text(of: "\(pid)/cmdline", in: folder)?.contains(text) ?? false
    }

    private static let fileLimit = 1 << 17

    private static func text(of path: String, in folder: Directory) -> String? {
        do {
            let file = try folder.openFile(beneath: path)
            return String(decoding: try file.readBounded(limit: fileLimit).bytes, as: UTF8.self)
        } catch {
            // The process is gone.
            return nil
        }
    }
}
