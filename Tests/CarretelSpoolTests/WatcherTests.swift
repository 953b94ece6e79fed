import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("Watching", .temporaryDirectory)
struct WatcherTests {
    @Test("Records come through however the pipe cuts them, names with spaces and line breaks too")
    func parsesRecords() {
        let output = Array("r\0m 0 a b.json\0c 1 x\ny\0w 0 ~\0a 0 z\0g 1\0o\0".utf8)
        let expected = [
            WatchRecord(.ready), WatchRecord(.renamedIn, folder: 0, name: "a b.json"),
            WatchRecord(.created, folder: 1, name: "x\ny"), WatchRecord(.written, folder: 0, name: "~"),
            WatchRecord(.attributesChanged, folder: 0, name: "z"), WatchRecord(.folderGone, folder: 1),
            WatchRecord(.overflow),
        ]
        for size in 1...output.count {
            var parser = WatchRecordParser()
            var records: [WatchRecord] = []
            var rest = output[...]
            while !rest.isEmpty {
                records += parser.feed(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(records == expected)
        }
    }

    @Test("What is no record counts as lost events", arguments: ["", "x", "m", "mm 0 a", "m x a", "1"])
    func distrustsNonsense(text: String) {
        var parser = WatchRecordParser()
        let records = parser.feed(Array(text.utf8) + [0])
        #expect(records.count == 1)
        #expect(records[0].name == nil)
    }

    @Test("A watcher that dies is started again and what came meanwhile is found")
    func restarts() async throws {
        var settings = IntakeSettings()
        settings.watcher.restartDelay = .milliseconds(50)
        settings.safetyScanInterval = .seconds(600)
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        for round in 1...3 {
            try await rig.waitForEvents()
            try await eventually { rig.watchers.last?.pid != nil }
            let starts = rig.intake.status.watcherStarts
            rig.watchers.last?.kill(force: true)
            #expect(try await rig.shell("echo '{}' > $I/round-\(round).json") == 0)
            _ = try await rig.arrival(named: "round-\(round)")
            try await eventually { rig.intake.status.watcherStarts > starts }
        }
        #expect(rig.arrivals.count == 3)
    }

    @Test("Without a watcher intake polls, says why, and still takes files once each")
    func polls() async throws {
        var settings = IntakeSettings()
        settings.pollInterval = .milliseconds(100)
        let rig = try SpoolRig(settings: settings, watcher: "/nonexistent/carretel-watch")
        defer { rig.stop() }
        #expect(try await rig.shell("for n in $(seq 50); do echo '{}' > $I/$n.json; done") == 0)
        try await eventually { rig.arrivals.count == 50 }
        guard case .polling(let reason) = rig.intake.status.mode else {
            Issue.record("\(rig.intake.status.mode)")
            return
        }
        #expect(reason.contains("carretel-watch"))
        #expect(Set(rig.arrivals.map(\.name)).count == 50)
    }

    @Test("A watcher that says nothing fails the self-test")
    func failsTheSelfTest() async throws {
        let program = try TemporaryDirectory.current.path("deaf")
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        try folder.writeFile("deaf", Array("#!/bin/sh\nprintf 'r\\0'\ncat > /dev/null\n".utf8), mode: 0o755)
        var settings = IntakeSettings()
        settings.pollInterval = .milliseconds(100)
        settings.watcher.selfTestLimit = .milliseconds(300)
        let rig = try SpoolRig(settings: settings, watcher: program)
        defer { rig.stop() }
        let reason = "no event came for a file made in \(rig.layout.incoming.path)"
        try await eventually("the reason") { rig.intake.status.mode == .polling(reason: reason) }
        #expect(try await rig.shell("echo '{}' > $I/a.json") == 0)
        _ = try await rig.arrival(named: "a")
    }

    @Test("A self-test whose events come late is passed all the same")
    func believesALateSelfTest() async throws {
        let program = try TemporaryDirectory.current.path("late")
        let folder = try Directory.open(path: TemporaryDirectory.current.path)
        let watch = try BinaryPath.carretelWatch
        // It says at once that it is ready, and everything else only when there is a file `go`.
        let script = """
            #!/bin/sh
            '\(watch)' "$@" | {
              dd bs=1 count=2 status=none
              for i in $(seq 2400); do [ -e '\(folder.path)/go' ] && break; sleep 0.05; done
              exec cat
            }

            """
        try folder.writeFile("late", Array(script.utf8), mode: 0o755)
        var settings = IntakeSettings()
        settings.pollInterval = .seconds(600)
        settings.safetyScanInterval = .seconds(600)
        settings.watcher.selfTestLimit = .milliseconds(300)
        let rig = try SpoolRig(settings: settings, watcher: program)
        defer { rig.stop() }
        let reason = "no event came for a file made in \(rig.layout.incoming.path)"
        try await eventually("the reason") { rig.intake.status.mode == .polling(reason: reason) }
        let starts = rig.intake.status.watcherStarts
        try folder.writeFile("go", [])
        try await rig.waitForEvents()
        #expect(rig.intake.status.watcherStarts == starts)
        #expect(try await rig.shell("echo '{}' > $I/a.json") == 0)
        _ = try await rig.arrival(named: "a")
    }

    @Test("A folder that was moved away is noticed")
    func noticesMovedFolders() async throws {
        let rig = try SpoolRig()
        defer { rig.stop() }
        try await rig.waitForEvents()
        #expect(try await rig.shell("mv $S/control $S/elsewhere") == 0)
        try await eventually("poll mode") {
            if case .polling(let reason) = rig.intake.status.mode { reason.contains("moved or removed") } else { false }
        }
    }

    @Test("The watcher ends when its standard input ends, and leaves nothing in the folders")
    func endsWithItsInput() async throws {
        let rig = try SpoolRig()
        try await rig.waitForEvents()
        try await eventually { rig.watchers.last?.pid != nil }
        rig.stop()
        try await eventually("its end") { rig.watchers.allSatisfy { $0.pid == nil } }
        var entries = try rig.layout.incoming.entries()
        #expect(try entries.next()?.name == nil)
    }
}
