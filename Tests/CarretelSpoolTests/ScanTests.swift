import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Synchronization
import Testing

@Suite("Scans", .temporaryDirectory)
struct ScanTests {
    /// Settings under which only scans find files that were there before.
    private func settings() -> IntakeSettings {
        var settings = IntakeSettings()
        settings.safetyScanInterval = .seconds(600)
        return settings
    }

    private func fill(_ layout: SpoolLayout, _ names: some Sequence<String>) throws {
        for name in names {
            try layout.incoming.writeFile(FileName("\(name).json"), Array("{\"n\":\"\(name)\"}".utf8), durably: false)
        }
    }

    @Test("Files that waited before the start are all taken, once each")
    func takesWhatWaits() async throws {
        let rig = try SpoolRig(settings: settings()) { layout in
            try fill(layout, (0..<5_000).map { "\($0)" })
        }
        defer { rig.stop() }
        try await eventually(within: .seconds(180), "5,000 arrivals") { rig.arrivals.count == 5_000 }
        #expect(Set(rig.arrivals.map(\.name)).count == 5_000)
        try await eventually { rig.intake.status.waitingEstimate == 0 }
        #expect(rig.intake.status.claimed == 5_000)
        let ids = rig.arrivals.map(\.id)
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("Each job has the moment of its own claim, not that of the turn")
    func momentsOfClaims() async throws {
        let readings = Mutex<Int64>(0)
        let clock = { @Sendable in
            let count = readings.withLock { count in
                count += 1
                return count
            }
            let now = SystemClock.now()
            return Now(wall: now.wall + .seconds(count), monotonic: now.monotonic)
        }
        let rig = try SpoolRig(settings: settings(), prepare: { layout in try fill(layout, ["a", "b"]) }, clock: clock)
        defer { rig.stop() }
        try await eventually(within: SpoolRig.patience, "two arrivals") { rig.arrivals.count == 2 }
        let moments = rig.arrivals.map(\.receivedAt)
        #expect(moments[1] - moments[0] >= .seconds(1))
        #expect(zip(rig.arrivals, moments).allSatisfy { $0.id.milliseconds == UInt64($1.microseconds / 1_000) })
    }

    @Test("More unfinished files than are kept in mind are all taken in the end")
    func outgrowsItsMemory() async throws {
        var settings = settings()
        settings.linger = .seconds(1)
        settings.maxCandidates = 50
        let rig = try SpoolRig(settings: settings) { layout in
            try fill(layout, (0..<2_000).map { "\($0)" })
        }
        defer { rig.stop() }
        try await eventually(within: .seconds(180), "2,000 arrivals") { rig.arrivals.count == 2_000 }
        #expect(Set(rig.arrivals.map(\.name)).count == 2_000)
        #expect(rig.largestBatch <= settings.scanChunk + 256)
    }

    @Test("Where leases tell nothing a file is taken whole when it stayed unchanged")
    func takesWithoutLeases() async throws {
        var settings = IntakeSettings()
        settings.usesLeases = false
        // Far longer than the writer pauses, even on a machine where it stands still in between.
        settings.unchangedLimit = .seconds(15)
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        try await rig.waitForEvents()
        let script = """
            { printf '{"a":{}'; sleep 0.6; printf ',"b":2}'; sleep 0.6; printf ' \\n'; } > $I/slow.json
            echo '{}' > $S/work/x; mv $S/work/x $I/renamed.json
            """
        #expect(try await rig.shell(script) == 0)
        for (name, length) in [("slow", 16), ("renamed", 3)] {
            let arrival = try await rig.arrival(named: name)
            #expect(arrival.refusal == nil)
            #expect(arrival.bytes.count == length)
        }
        #expect(rig.intake.status.leaseTrouble == "leases are switched off")
    }

    @Test("A file in active/ that the journal does not know is read under its own id")
    func adopts() async throws {
        let claimed = ActiveFileName(id: JobID(high: 5 << 16, low: 6), name: "lost")
        let rig = try SpoolRig(settings: settings(), adopted: [claimed]) { layout in
            try layout.active.writeFile(claimed.fileName, Array("{}".utf8))
        }
        defer { rig.stop() }
        let arrival = try await rig.arrival(named: "lost")
        #expect(arrival.id == claimed.id)
        #expect(arrival.receivedAt == Timestamp(microseconds: 5_000))
    }

    @Test("A writer who opens a claimed file again is waited for")
    func waitsAfterTheClaim() async throws {
        let claimed = ActiveFileName(id: JobID(high: 5 << 16, low: 6), name: "open")
        var writer: Int32 = -1
        let rig = try SpoolRig(settings: settings(), adopted: [claimed]) { layout in
            try layout.active.writeFile(claimed.fileName, Array("{\"a\":".utf8))
            writer = try layout.active.openFile(claimed.fileName, .append(mode: 0o600)).release()
        }
        defer { rig.stop() }
        try await eventually { rig.intake.status.claimedUnfinished == 1 }
        let file = OwnedDescriptor(taking: writer)
        try file.writeAll(Array("1}".utf8))
        #expect(rig.arrivals.isEmpty)
        try file.close()
        let arrival = try await rig.arrival(named: "open")
        #expect(String(decoding: arrival.bytes, as: UTF8.self) == "{\"a\":1}")
    }
}
