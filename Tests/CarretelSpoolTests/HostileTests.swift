import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("Files that are no jobs", .temporaryDirectory)
struct HostileTests {
    private func settings() -> IntakeSettings {
        var settings = IntakeSettings()
        settings.truncatedLimit = .milliseconds(600)
        settings.linkedLimit = .milliseconds(600)
        return settings
    }

    @Test("Links, pipes, sockets, folders and foreign names are left alone and named, and harm nothing")
    func leavesOthersAlone() async throws {
        let rig = try SpoolRig(settings: settings())
        defer { rig.stop() }
        try await rig.waitForEvents()
        let script = """
            echo '{}' > $W/target; ln -s $W/target $I/link.json; ln -s /nowhere $I/dangling.json; mkfifo $I/pipe.json
            mkdir $I/folder.json $I/folder; echo '{}' > $I/notes.txt; echo '{}' > $I/.hidden.json
            echo '{}' > $I/half.json.part; echo '{}' > $I/a.tmp
            cd $I; echo '{}' > $'bad\\xff.json'; echo '{}' > $'line\\nbreak.json'
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket.json")'
            echo '{}' > good.json
            """
        #expect(try await rig.shell(script) == 0)
        _ = try await rig.arrival(named: "good")
        let expected: Set<String> = [
            "link.json", "dangling.json", "pipe.json", "folder.json", "socket.json", "notes.txt", "bad\u{fffd}.json",
            "line\nbreak.json",
        ]
        try await eventually("the list") { Set(rig.intake.status.leftAlone.map(\.name)).isSuperset(of: expected) }
        let scans = rig.intake.status.completedScans
        rig.intake.rescan()
        try await eventually { rig.intake.status.completedScans > scans && !rig.intake.status.isScanning }
        #expect(Set(rig.intake.status.leftAlone.map(\.name)).isSuperset(of: expected))
        #expect(rig.arrivals.map(\.name) == ["good"])
        let link = rig.intake.status.leftAlone.first { $0.name == "link.json" }
        #expect(link?.reason == "it is a symbolic link, which is never followed")
        #expect(try await rig.shell("test -e $I/link.json -a -p $I/pipe.json -a -e $W/target -a -e $I/notes.txt") == 0)
    }

    @Test("A file that is taken away again is forgotten")
    func forgets() async throws {
        var settings = settings()
        settings.truncatedLimit = .seconds(600)
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        try await rig.waitForEvents()
        #expect(try await rig.shell("echo '{}' > $I/notes.txt; printf '{' > $I/half.json") == 0)
        try await eventually { rig.intake.status.leftAloneCount == 1 && rig.intake.status.unfinished == 1 }
        #expect(try await rig.shell("rm $I/notes.txt $I/half.json") == 0)
        try await eventually { rig.intake.status.unfinished == 0 }
        rig.intake.rescan()
        try await eventually { rig.intake.status.leftAloneCount == 0 }
        #expect(rig.arrivals.isEmpty)
    }

    @Test("Content that can never be a job is refused at once, one that lacks its end after a while")
    func refusesContent() async throws {
        var settings = settings()
        settings.truncatedLimit = .seconds(2)
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        try await rig.waitForEvents()
        let script = """
            printf '[1,2]' > $I/array.json; printf '{"a":1} x' > $I/after.json; printf '{"a":1,}' > $I/comma.json
            printf '{"a":' > $I/half.json; : > $I/empty.json
            """
        #expect(try await rig.shell(script) == 0)
        for name in ["array", "after", "comma"] {
            #expect(try await rig.arrival(named: name).refusal == "invalid")
        }
        for name in ["half", "empty"] {
            #expect(try await rig.arrival(named: name).refusal == "truncated")
        }
        // One thread looks at all of them, so their order shows who was waited for, however late each was noticed.
        #expect(rig.arrivals.count == 5)
        #expect(Set(rig.arrivals.prefix(3).map(\.name)) == ["array", "after", "comma"])
    }

    @Test("A file that keeps two names is refused after a while, and not before")
    func refusesLinks() async throws {
        let rig = try SpoolRig(settings: settings())
        defer { rig.stop() }
        try await rig.waitForEvents()
        #expect(try await rig.shell("echo '{}' > $W/other; ln $W/other $I/linked.json") == 0)
        let arrival = try await rig.arrival(named: "linked")
        #expect(arrival.refusal == "linked_file")
        #expect(try await rig.shell("test -e $W/other") == 0)
    }

    @Test("A file larger than a job may be is refused without being read whole")
    func refusesLargeFiles() async throws {
        let rig = try SpoolRig(settings: settings())
        defer { rig.stop() }
        try await rig.waitForEvents()
        #expect(try await rig.shell("truncate -s 300G $I/large.json; truncate -s 17M $I/larger.json") == 0)
        for name in ["large", "larger"] {
            let arrival = try await rig.arrival(named: name)
            #expect(arrival.refusal == "too_large")
            #expect(arrival.bytes.count == IntakeSettings().oversizeKeptBytes)
        }
    }

    @Test("A job file of the largest size is taken")
    func takesTheLargest() async throws {
        let rig = try SpoolRig(settings: settings())
        defer { rig.stop() }
        let limit = IntakeSettings().maxFileBytes
        var bytes = Array("{\"a\":\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: limit - 8) + Array("\"}".utf8)
        try rig.layout.incoming.writeFile("largest.json", bytes, durably: false)
        bytes.append(UInt8(ascii: "\n"))
        try rig.layout.incoming.writeFile("more.json", bytes, durably: false)
        #expect(try await rig.arrival(named: "largest").refusal == nil)
        #expect(try await rig.arrival(named: "more").refusal == "too_large")
    }

    @Test("Without the right to ask or to read, files are taken after they stayed unchanged, or named")
    func worksWithoutRights() async throws {
        // The whole of intake would have to run as another user; what it rests on is asked for here: the answers that
        // the system gives to somebody without capabilities.
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        try folder.writeFile("mine.json", Array("{}".utf8), mode: 0o600)
        let rig = try SpoolRig(settings: settings())
        defer { rig.stop() }
        let script = """
            [ $(id -u) = 0 ] || exit 0; chmod 755 $W; chmod 644 $W/mine.json
            setpriv --reuid 65534 --regid 65534 --clear-groups python3 - <<'END'
            from errno import EACCES
            from fcntl import F_RDLCK, F_SETLEASE, fcntl
            from os import O_RDONLY, environ, open as open_descriptor
            f = open_descriptor(environ['W'] + '/mine.json', O_RDONLY)
            try:
                fcntl(f, F_SETLEASE, F_RDLCK)
                raise SystemExit(1)
            except OSError as e:
                assert e.errno == EACCES, e
            END
            """
        #expect(try await rig.shell(script) == 0)
    }
}
