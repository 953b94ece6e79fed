// Real files for the tests. Each folder lives as long as the value that names it.

import Glibc

/// A folder of its own for one test, removed with everything in it afterwards.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/carretel-store-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw FileTrouble(call: "mkdtemp", errno: errno) }
        path = unsafe String(cString: made)
    }

    deinit {
        // What cannot be listed any more cannot be removed either; the folder is in /tmp.
        for name in (try? names()) ?? [] { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    func names() throws -> [String] {
        guard let stream = unsafe opendir(path) else { throw FileTrouble(call: "opendir", errno: errno) }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = unsafe open(self(name), O_RDONLY)
        guard file >= 0 else { throw FileTrouble(call: "open", errno: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(file, &piece, piece.count)
            guard count >= 0 else { throw FileTrouble(call: "read", errno: errno) }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    func write(_ bytes: some Collection<UInt8>, to name: String) throws {
        let file = unsafe open(self(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw FileTrouble(call: "open", errno: errno) }
        defer { close(file) }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FileTrouble(call: "write", errno: errno) }
            rest = rest.dropFirst(count)
        }
    }
}

/// A system call of the tests themselves that failed.
struct FileTrouble: Error {
    var call: String
    var errno: Int32
}
