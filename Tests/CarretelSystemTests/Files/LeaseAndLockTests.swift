import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

@Suite("Leases and locks", .temporaryDirectory)
struct LeaseAndLockTests {
    private func folder() throws -> Directory {
        try Directory.open(path: TemporaryDirectory.current.path)
    }

    @Test("A lease tells of a writer while there is one, and not of readers")
    func tellsOfWriters() async throws {
        let folder = try folder()
        try folder.writeFile("a", [1])
        let reader = try folder.openFile("a")
        // A child that a test beside this one starts holds what is open here until it runs its program.
        try await eventually("no writer") { reader.askLease() == .noWriter }
        let writer = try folder.openFile("a", .append(mode: 0o600))
        #expect(reader.askLease() == .writer)
        try writer.close()
        try await eventually("no writer any more") { reader.askLease() == .noWriter }
        let other = try folder.openFile("a")
        try await eventually("no writer beside a reader") { other.askLease() == .noWriter }
    }

    @Test("Asking while a writer opens the file neither ends this process nor hurts the writer")
    func survivesBrokenLeases() throws {
        let folder = try folder()
        try folder.writeFile("a", [])
        let path = folder.path
        let ended = try Wakeup()
        try PlainThread.start(name: "writer") {
            do {
                // Blocking opens, as writers make them: one with O_NONBLOCK is told EAGAIN in that very moment.
                try Shell.run("n=0; while [ $n -lt 5000 ]; do : >> a || exit 1; n=$((n + 1)); done", in: path)
            } catch {
                Issue.record("\(error)")
            }
            ended.signal()
        }
        let reader = try folder.openFile("a")
        var answers: Set<LeaseAnswer> = []
        while try !Readiness.wait([ended.descriptor], timeout: .zero)[0] { answers.insert(reader.askLease()) }
        // Which of the two came depends on the machine; the end of the process would end the test.
        #expect(answers.isSubset(of: [.noWriter, .writer]))
    }

    @Test("One exclusive lock, or several shared ones, and asking takes none")
    func locks() throws {
        let folder = try folder()
        #expect(try !FileLock.isHeld("lock", in: folder))
        var exclusive = try FileLock.tryAcquire("lock", in: folder, .exclusive)
        try exclusive?.note("4711")
        #expect(try FileLock.isHeld("lock", in: folder))
        #expect(try FileLock.tryAcquire("lock", in: folder, .exclusive) == nil)
        #expect(try FileLock.tryAcquire("lock", in: folder, .shared) == nil)
        #expect(try folder.readFile("lock", limit: 99).bytes == Array("4711".utf8))
        exclusive = nil
        #expect(try !FileLock.isHeld("lock", in: folder))
        let shared = try [1, 2].map { _ in try FileLock.tryAcquire("lock", in: folder, .shared) }
        #expect(shared.allSatisfy { $0 != nil })
        #expect(try FileLock.tryAcquire("lock", in: folder, .exclusive) == nil)
        _ = shared
    }

    @Test("A lock that is let go is free, whoever else has the open file")
    func letsGoOfASharedOpenFile() throws {
        let folder = try folder()
        var lock = try FileLock.tryAcquire("lock", in: folder, .exclusive)
        let locked = (3..<1_024 as Range<Int32>).first { number in
            var path = [CChar](repeating: 0, count: 4_096)
            let length = unsafe readlink("/proc/self/fd/\(number)", &path, 4_096)
            let text = String(decoding: path.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return text == folder.path + "/lock"
        }
        // What a child has between fork(2) and its program.
        let copy = dup(try #require(locked))
        defer { close(copy) }
        #expect(copy >= 0 && lock != nil)
        lock = nil
        #expect(try FileLock.tryAcquire("lock", in: folder, .exclusive) != nil)
    }
}
