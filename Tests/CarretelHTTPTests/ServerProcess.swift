import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

/// A server of somebody else's making, as a process that ends with its test.
final class ServerProcess: Sendable {
    var port: Int { reserved.number }
    private let reserved: ReservedPort
    private let pid: pid_t

    /// Starts a program that is told its port, at one that is free now, and waits until it listens there.
    ///
    /// - Throws: `SystemError` when it does not start; `TestKitError` when it does not listen in time.
    static func start(_ arguments: @Sendable (Int) -> [String]) async throws -> ServerProcess {
        let reserved = try ReservedPort()
        let pid = try spawn(["/usr/bin/env"] + arguments(reserved.number))
        let server = ServerProcess(at: reserved, pid: pid)
        try await eventually("the server at port \(server.port)") { Sockets.isListening(server.port) }
        return server
    }

    private init(at reserved: ReservedPort, pid: pid_t) {
        self.reserved = reserved
        self.pid = pid
    }

    deinit {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    private static func spawn(_ arguments: [String]) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = unsafe arguments.map { word in unsafe strdup(word) } + [nil]
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        var pid: pid_t = 0
        let result = unsafe posix_spawn(&pid, arguments[0], &actions, nil, &words, environ)
        guard result == 0 else { throw SystemError("posix_spawn", code: result, path: arguments[1]) }
        return pid
    }
}

/// What a test's shell scripts are run by.
enum Script {
    /// Runs a script in a directory on a thread of its own and waits for it.
    ///
    /// - Throws: `SystemError` when it fails.
    static func run(_ script: String, in directory: String) async throws {
        try await offPool {
            guard unsafe system("cd '\(directory)' && { \(script); } >log 2>&1") == 0 else {
                throw SystemError("system", code: 0, path: script)
            }
        }
    }
}

/// Files that scripts have written.
enum ScriptFile {
    /// Reads one whole.
    ///
    /// - Throws: `SystemError` when it is not there.
    static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError("open", code: errno, path: path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
        }
    }
}
