internal import CCarretelSystem

/// What the running process knows of itself.
package enum ThisProcess {
    /// The longest path that Linux takes, PATH_MAX.
    private static let maxPathBytes = 4_096

    /// Its id.
    package static var id: Int32 { carretel_process_id() }

    /// The real user's id.
    package static var user: UInt32 { carretel_user_id() }

    /// The absolute path of the running program. Related file: /proc/self/exe of proc(5).
    package static func executablePath() throws(SystemError) -> String {
        try unsafe path("/proc/self/exe") { unsafe carretel_executable_path($0, $1) }
    }

    /// Makes a path absolute: workers and the watcher are told paths, and may stand elsewhere. Related file:
    /// /proc/self/cwd of proc(5).
    package static func absolute(_ path: String) throws(SystemError) -> String {
        if path.hasPrefix("/") { return path }
        let folder = try unsafe self.path("/proc/self/cwd") { unsafe carretel_current_folder($0, $1) }
        return "\(folder)/\(path)"
    }

    private static func path(
        _ link: String, _ read: (UnsafeMutablePointer<CChar>, UInt64) -> Int64
    ) throws(SystemError) -> String {
        var bytes = [CChar](repeating: 0, count: maxPathBytes)
        let length = unsafe read(&bytes, UInt64(maxPathBytes))
        guard length >= 0 else { throw SystemError("readlink", code: Int32(length), path: link) }
        return String(decoding: bytes.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The environment. Of a name that stands there twice, the first counts, as for getenv(3).
    package static var environment: [String: String] {
        var variables: [String: String] = [:]
        var index: Int32 = 0
        while let entry = unsafe carretel_environment_entry(index) {
            let text = unsafe String(cString: entry)
            index += 1
            guard let separator = text.firstIndex(of: "=") else { continue }
            let name = String(text[..<separator])
            if variables[name] == nil { variables[name] = String(text[text.index(after: separator)...]) }
        }
        return variables
    }
}
