/// How busy the machine is.
package struct HostLoad: Sendable, Hashable {
    private static let maxBytes = 64 << 10

    /// The mean number of processes that ran or wanted to in the last minute; nil where `/proc` does not say.
    package var lastMinute: Double?
    package var memoryBytes: Int?
    /// What programs could have without anything being swapped out.
    package var availableBytes: Int?

    /// Reads `/proc/loadavg` and `/proc/meminfo` of proc(5).
    package init() {
        // Without /proc nothing is known, which the members say.
        if let load = try? OperatorFile.read(path: "/proc/loadavg", limit: Self.maxBytes).bytes {
            lastMinute = load.split(separator: UInt8(ascii: " ")).first.flatMap {
                Double(String(decoding: $0, as: UTF8.self))
            }
        }
        // Likewise.
        guard let memory = try? OperatorFile.read(path: "/proc/meminfo", limit: Self.maxBytes).bytes else { return }
        for line in String(decoding: memory, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, let kibibytes = Int(words[1]) else { continue }
            switch words[0] {
            case "MemTotal:": memoryBytes = kibibytes << 10
            case "MemAvailable:": availableBytes = kibibytes << 10
            default: break
            }
        }
    }
}
