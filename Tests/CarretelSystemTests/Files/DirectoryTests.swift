import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("Folders", .temporaryDirectory)
struct DirectoryTests {
    private func folder() throws -> Directory {
        try Directory.open(path: TemporaryDirectory.current.path)
    }

    @Test("A file that was written reads back whole")
    func writesAndReads() throws {
        let folder = try folder()
        let bytes = Array("conteúdo".utf8)
        try folder.writeFile("a", bytes)
        let read = try folder.readFile("a", limit: 100)
        #expect(read.bytes == bytes)
        #expect(read.isWhole)
        #expect(try folder.status(of: "a").size == Int64(bytes.count))
    }

    @Test("A bounded read keeps the limit and says that there is more", arguments: [0, 1, 999, 1_000, 1_001, 5_000])
    func readsBounded(limit: Int) throws {
        let folder = try folder()
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        try folder.writeFile("a", bytes)
        for sizeHint in [0, 10, 1_000, 9_000] {
            let read = try folder.openFile("a").readBounded(limit: limit, sizeHint: sizeHint)
            #expect(read.bytes == Array(bytes.prefix(limit)))
            #expect(read.isWhole == (limit >= 1_000))
        }
    }

    @Test("A rename never replaces unless it is told to")
    func renamesWithoutReplacing() throws {
        let folder = try folder()
        try folder.writeFile("a", [1])
        try folder.writeFile("b", [2])
        let error = #expect(throws: SystemError.self) { try folder.rename("a", to: folder, as: "b") }
        #expect(error?.isExisting == true)
        try folder.rename("a", to: folder, as: "b", .exchange)
        #expect(try folder.readFile("a", limit: 9).bytes == [2])
        try folder.rename("a", to: folder, as: "b", .replace)
        #expect(try folder.readFile("b", limit: 9).bytes == [2])
        #expect(try !folder.renameIfPresent("a", to: folder, as: "c"))
    }

    @Test("No call follows a symbolic link or leaves the folder")
    func staysInside() throws {
        let folder = try folder()
        let inner = try folder.openOrMakeDirectory("inner", mode: 0o700)
        try folder.writeFile("secret", [1])
        try Shell.run("ln -s ../secret inner/link; ln -s .. inner/up; mkdir inner/deep; ln -s ../.. inner/deep/up")
        #expect(throws: SystemError.self) { _ = try inner.openFile("link") }
        #expect(throws: SystemError.self) { _ = try inner.openDirectory("up") }
        for name in ["..", ".", "", "a/b", "../secret", "a\0b"] as [FileName] {
            let error = #expect(throws: SystemError.self) { _ = try inner.openFile(name) }
            #expect(error?.code == SystemError.Code.invalid)
        }
        for path in ["../secret", "deep/up/secret", "/etc/passwd", "link", "deep\0"] {
            #expect(throws: SystemError.self) { _ = try inner.openFile(beneath: path) }
        }
        try inner.writeFile("deep-file", [2])
        #expect(try folder.openFile(beneath: "inner/deep-file").readBounded(limit: 9).bytes == [2])
    }

    @Test("A listing gives every entry once, whatever its name")
    func listsEverything() throws {
        let folder = try folder()
        let odd: [UInt8] = [0xff, 0x0a, 0x20, 0x01]
        try folder.writeFile(FileName(bytes: odd), [], durably: false)
        for number in 0..<5_000 { try folder.writeFile("file \(number)", [], durably: false) }
        try folder.makeDirectory("inner", mode: 0o700)
        var names: [FileName: FileStatus.Kind?] = [:]
        var entries = try folder.entries()
        while let entry = try entries.next() {
            #expect(names.updateValue(entry.kind, forKey: entry.name) == nil)
            if let kind = entry.kind { #expect(try folder.status(of: entry.name).kind == kind) }
        }
        #expect(names.count == 5_002)
        #expect(names.keys.contains { Array($0.bytes) == odd && $0.text == nil })
    }

    @Test("A failure names the call, the place and the system's words")
    func describesFailures() throws {
        let folder = try folder()
        let error = #expect(throws: SystemError.self) { _ = try folder.openFile("missing") }
        #expect(error?.description == "openat \(folder.path)/missing: No such file or directory (errno 2)")
        #expect(error?.isNotFound == true)
        #expect(try folder.statusIfPresent(of: "missing") == nil)
    }

    @Test("File systems where leases or locks cannot be relied upon are known by their numbers")
    func knowsFileSystems() throws {
        for magic: UInt64 in [0x6969, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546] {
            let kind = FileSystemKind(magic: magic)
            #expect(kind.isRemote && !kind.leasesTell)
        }
        let overlay = FileSystemKind(magic: 0x794c_7630)
        #expect(!overlay.isRemote && !overlay.leasesTell)
        #expect(FileSystemKind(magic: 0xef53) == FileSystemKind(magic: 0xef53))
        #expect(FileSystemKind(magic: 0xef53).leasesTell)
        let here = try folder()
        #expect(try !here.fileSystemKind().isRemote)
        #expect(try here.fileSystemSpace().availableBytes > 0)
    }

    @Test("SHA-256 is that of FIPS 180-4, in one piece or several")
    func hashes() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest.sha256(Array("abc".utf8)).hexadecimal == expected)
        var running = RunningDigest()
        running.update(Array("a".utf8))
        running.update(Array("bc".utf8))
        #expect(running.value.hexadecimal == expected)
    }

    @Test("Boot id, random bytes and clocks are there")
    func asksTheMachine() throws {
        #expect(try BootID.read().utf8.count == 36)
        #expect(try BootID.read() == BootID.read())
        #expect(try RandomBytes.make(count: 1_000).count == 1_000)
        let now = SystemClock.now()
        let later = SystemClock.now()
        #expect(now.monotonic <= later.monotonic)
        #expect(now.wall.microseconds > 1_700_000_000_000_000)
        #expect(try GroupID.named("root") == 0)
        #expect(try GroupID.named("4711") == 4_711)
    }
}
