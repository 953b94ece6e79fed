/// Looks at the processes of the machine, in `/proc`.
package struct ProcessList: Sendable {
    /// One process; the moment of its start tells it from a later one with the same pid.
    package struct Entry: Sendable, Hashable {
        package var pid: Int32
        package var parent: Int32
        /// In clock ticks since boot.
        package var startedAt: UInt64

        /// Whether it is the same process, whoever its parent is now.
        package static func == (left: Entry, right: Entry) -> Bool {
            left.pid == right.pid && left.startedAt == right.startedAt
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(pid)
            hasher.combine(startedAt)
        }
    }

    /// All that lived at one moment; the dead that nobody has reaped are left out.
    package let entries: [Entry]

    /// Reads the list.
    ///
    /// - Throws: ``TestKitError`` when `/proc` cannot be read.
    package init() throws(TestKitError) {
        entries = try SystemCalls.names(in: "/proc").compactMap { Int32($0) }.compactMap { Self.entry($0) }
    }

    /// The children of a process, their children and so on.
    package func descendants(of pid: Int32) -> Set<Entry> {
        var found: Set<Entry> = []
        var parents: Set<Int32> = [pid]
        while !parents.isEmpty {
            let children = entries.filter { parents.contains($0.parent) && !found.contains($0) }
            found.formUnion(children)
            parents = Set(children.map(\.pid))
        }
        return found
    }

    /// The fields of proc_pid_stat(5) that matter here; nil for one that is gone or dead.
    private static func entry(_ pid: Int32) -> Entry? {
        let stat = String(decoding: SystemCalls.readFile("/proc/\(pid)/stat"), as: UTF8.self)
        // The program's name, in parentheses, may hold anything.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[end...].split(separator: " ").dropFirst()
        guard fields.count > 20, let state = fields.first, state != "Z", state != "X",
            let parent = Int32(fields[fields.startIndex + 1]), let start = UInt64(fields[fields.startIndex + 19])
        else { return nil }
        return Entry(pid: pid, parent: parent, startedAt: start)
    }

    /// The processes that were started with `variable`, written `NAME=value`, which children inherit through sessions,
    /// groups and forks. Those of other users are not seen.
    ///
    /// - Throws: ``TestKitError`` when `/proc` cannot be read.
    package static func pids(withVariable variable: String) throws(TestKitError) -> [Int32] {
        try pids { $0.elementsEqual(variable.utf8) }
    }

    /// As ``pids(withVariable:)``, with a variable of which only the beginning is known.
    ///
    /// - Throws: ``TestKitError`` when `/proc` cannot be read.
    package static func pids(withVariableBeginning beginning: String) throws(TestKitError) -> [Int32] {
        try pids { $0.starts(with: beginning.utf8) }
    }

    private static func pids(_ isWanted: (ArraySlice<UInt8>) -> Bool) throws(TestKitError) -> [Int32] {
        try SystemCalls.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
            SystemCalls.readFile("/proc/\(pid)/environ").split(separator: 0).contains(where: isWanted)
        }
    }
}
