/// Processes with all that they started, as far as it is still below them.
package enum ProcessFamily {
    /// The longest line of proc_pid_stat(5) that is read.
    private static let maxStatBytes = 4_096

    /// The resident memory of some processes and of their descendants in bytes; pages that several of them share count
    /// for each. Reads a file a process of the machine: for now and then.
    ///
    /// - Throws: what the system says when `/proc` cannot be listed.
    package static func residentBytes(of roots: Set<Int32>) throws(SystemError) -> Int {
        let proc = try Directory.open(path: "/proc")
        var children: [Int32: [Int32]] = [:]
        var entries = try proc.entries()
        while let entry = try entries.next() {
            guard let pid = Int32(entry.name.description), let parent = parent(of: pid, in: proc) else { continue }
            children[parent, default: []].append(pid)
        }
        var family = roots
        var open = Array(roots)
        while let pid = open.popLast() {
            for child in children[pid] ?? [] where family.insert(child).inserted { open.append(child) }
        }
        return family.reduce(0) { $0 + (ProcessMemory.residentBytes(of: $1) ?? 0) }
    }

    /// Nil for one that is gone.
    private static func parent(of pid: Int32, in proc: Directory) -> Int32? {
        // Processes end while they are listed, between opening and reading too.
        let stat = try? proc.openFile(beneath: "\(pid)/stat").readBounded(limit: maxStatBytes).bytes
        guard let stat else { return nil }
        // The program's name, in parentheses, may hold anything.
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        return fields.count > 1 ? Int32(String(decoding: fields[1], as: UTF8.self)) : nil
    }
}
