import Glibc

/// Scripts for sh(1).
enum Shell {
    /// Runs a script on a thread of its own.
    ///
    /// - Returns: the lines that it printed, empty ones left out; how it ended says nothing that they do not.
    /// - Throws: when there is no shell.
    static func lines(_ script: String) async throws -> [String] {
        try await OwnThread.run {
            guard let stream = unsafe popen(script, "r") else { throw CallFailure(call: "popen", code: errno) }
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = unsafe fread(&piece, 1, piece.count, stream)
                if count == 0 { break }
                bytes += piece[..<count]
            }
            unsafe pclose(stream)
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }
}
