import CarretelCore
import CarretelSystem

/// The wall clock in microseconds, as the daemon reads it.
func daemonNow() -> Int64 { SystemClock.now().wall.microseconds }

/// The command line of a process, its words joined by spaces; empty when it is gone.
func commandLine(of pid: Int32) throws -> String {
    do {
        let bytes = try Directory.open(path: "/proc/\(pid)").readFile("cmdline", limit: 4_096).bytes
        return String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
    } catch {
        return ""
    }
}

/// The daemon did not do what the test needs to go on.
struct DaemonFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
