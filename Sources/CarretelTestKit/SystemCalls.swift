import Glibc

/// The few system calls of the test kit. It does not use those of `CarretelSystem`, which it helps to test.
enum SystemCalls {
    /// A variable of the environment.
    static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Makes a new empty directory under `TMPDIR`, or `/tmp`: mkdtemp(3).
    static func makeTemporaryDirectory() throws(TestKitError) -> String {
        let base = environment("TMPDIR") ?? "/tmp"
        var template = Array((base + "/carretel-test-XXXXXX").utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw failure("mkdtemp", base) }
        return text(template.dropLast())
    }

    /// Removes a directory with everything in it, never following a symbolic link.
    ///
    /// A directory whose mode a test took away is given it back first.
    ///
    /// - Returns: false when somebody has made a file in it meanwhile, so that it is still there.
    static func removeTree(_ path: String) throws(TestKitError) -> Bool {
        try removeTree(Array(path.utf8CString))
    }

    /// Paths are bytes here, ended by a zero, because tests make names that are not UTF-8.
    private static func removeTree(_ path: [CChar]) throws(TestKitError) -> Bool {
        if unsafe unlink(path) == 0 || errno == ENOENT { return true }
        guard errno == EISDIR || errno == EPERM else { throw failure("unlink", path) }
        unsafe chmod(path, 0o700)
        for name in try entries(of: path) {
            // What stays in it is seen by rmdir(2).
            _ = try removeTree(path.dropLast() + [CChar(UInt8(ascii: "/"))] + name)
        }
        if unsafe rmdir(path) == 0 || errno == ENOENT { return true }
        guard errno == ENOTEMPTY else { throw failure("rmdir", path) }
        return false
    }

    /// The names in a directory, without `.` and `..`; read whole before any is removed.
    private static func entries(of path: [CChar]) throws(TestKitError) -> [[CChar]] {
        guard let stream = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw failure("opendir", path)
        }
        defer { unsafe closedir(stream) }
        let dots = [Array(".".utf8CString), Array("..".utf8CString)]
        var names: [[CChar]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { field in
                unsafe field.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if !dots.contains(name) { names.append(name) }
        }
        return names
    }

    /// The names in a directory that are UTF-8, without `.` and `..`.
    static func names(in path: String) throws(TestKitError) -> [String] {
        try entries(of: Array(path.utf8CString)).map { text($0.dropLast()) }
    }

    /// The content of a small file; nothing when it cannot be read, as for a process that has just gone.
    static func readFile(_ path: String) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(count, 0)))
    }

    /// Whether `path` is a program that may be run: access(2).
    static func isExecutable(_ path: String) -> Bool {
        unsafe access(path, X_OK) == 0
    }

    /// Where a symbolic link points: readlink(2).
    static func readLink(_ path: String) throws(TestKitError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink(path, &buffer, buffer.count)
        guard length >= 0 else { throw failure("readlink", path) }
        return text(buffer[..<length])
    }

    private static func text(_ characters: ArraySlice<CChar>) -> String {
        String(decoding: characters.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func failure(_ call: String, _ path: String) -> TestKitError {
        let number = errno
        return TestKitError("\(call) \(path): \(unsafe String(cString: strerror(number)))")
    }

    private static func failure(_ call: String, _ path: [CChar]) -> TestKitError {
        failure(call, text(path.dropLast()))
    }
}
