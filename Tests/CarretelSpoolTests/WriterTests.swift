import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

/// One way in which a file comes into `incoming/`: a script that must end without an error.
struct Writer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let script: String
    /// Whether it uses the file's path once more after its last close, for its mode or times. It may stand still in
    /// between for longer than the usual linger, and would then find the file taken.
    let touchesAfterClosing: Bool

    init(_ description: String, touchesAfterClosing: Bool = false, _ script: String) {
        testDescription = description
        self.touchesAfterClosing = touchesAfterClosing
        self.script = script
    }

    /// `$W/source` holds the job, `$I` is incoming/; each puts it under the name job.json.
    static let all: [Writer] = [
        Writer("cp", "cp $W/source $I/job.json"),
        Writer("cp -p", touchesAfterClosing: true, "cp -p $W/source $I/job.json"),
        Writer("install -m", touchesAfterClosing: true, "install -m 640 $W/source $I/job.json"),
        Writer("mv on the same file system", "cp $W/source $S/work/x; mv $S/work/x $I/job.json"),
        Writer(
            "mv across file systems", touchesAfterClosing: true,
            "f=$(mktemp -p /dev/shm); cp $W/source $f; mv $f $I/job.json"),
        Writer(
            "redirection and chmod", touchesAfterClosing: true, "cat $W/source > $I/job.json; chmod 640 $I/job.json"),
        Writer(
            "a slow writer that pauses in the middle", touchesAfterClosing: true,
            "{ head -c 20 $W/source; sleep 0.7; tail -c +21 $W/source; } > $I/job.json; chmod 600 $I/job.json"),
        Writer(
            "a writer that closes in the middle",
            "head -c 20 $W/source > $I/job.json; sleep 0.5; tail -c +21 $W/source >> $I/job.json"),
        Writer("rsync", "rsync $W/source $I/job.json"),
        Writer("rsync --inplace", touchesAfterClosing: true, "rsync --inplace -a $W/source $I/job.json"),
        Writer("tee", "tee $I/job.json < $W/source > /dev/null"),
        Writer(
            "an editor that writes beside and renames", "cp $W/source $I/job.json~; mv $I/job.json~ $I/job.json"),
        Writer(
            "an editor that keeps a dot file", touchesAfterClosing: true,
            "printf x > $I/.job.json.swp; cat $W/source > $I/job.json; sync $I/job.json; rm $I/.job.json.swp"),
        Writer("vim", touchesAfterClosing: true, "vim -u NONE -es -c \"w $I/job.json\" -c 'q!' $W/source < /dev/null"),
        Writer("link and unlink", "cp $W/source $S/work/x; ln $S/work/x $I/job.json; sleep 0.2; rm $S/work/x"),
        Writer("dd", "dd if=$W/source of=$I/job.json bs=16 status=none"),
        Writer(
            "a writer through a shared mapping",
            """
            python3 - <<'END'
            from mmap import mmap
            from os import O_CREAT, O_RDWR, close, environ, ftruncate, open as open_descriptor
            from time import sleep
            data = open(environ['W'] + '/source', 'rb').read()
            f = open_descriptor(environ['I'] + '/job.json', O_RDWR | O_CREAT, 0o640)
            ftruncate(f, len(data))
            m = mmap(f, len(data))
            close(f)
            sleep(0.4)
            for i in range(len(data)):
                m[i] = data[i]
                if i % 50 == 0: sleep(0.01)
            sleep(0.3)
            m.close()
            END
            """),
        Writer(
            "python's shutil.move", touchesAfterClosing: true,
            "f=$(mktemp -p /dev/shm); cp $W/source $f; "
                + "python3 -c 'import shutil, sys; shutil.move(sys.argv[1], sys.argv[2])' $f $I/job.json"),
        Writer(
            "an unnamed file that gets its name at the end",
            """
            python3 - <<'END'
            from os import O_TMPFILE, O_WRONLY, close, environ, link, open as open_descriptor, write
            data = open(environ['W'] + '/source', 'rb').read()
            f = open_descriptor(environ['I'], O_TMPFILE | O_WRONLY, 0o640)
            write(f, data)
            link('/proc/self/fd/%d' % f, environ['I'] + '/job.json', src_dir_fd=f, follow_symlinks=True)
            close(f)
            END
            """),
    ]
}

@Suite("Writers", .temporaryDirectory)
struct WriterTests {
    /// A job whose every cut is no whole object and whose bytes tell one part from another.
    private static let job =
        "{\"type\":\"echo\",\"parameters\":{"
        + (0..<200).map { "\"field \($0)\":\"value \($0)\"" }.joined(separator: ",") + "}}\n"

    @Test("Each way of writing is claimed once, whole, and ends well for its writer", arguments: Writer.all)
    func claimsOnce(_ writer: Writer) async throws {
        var settings = IntakeSettings()
        if writer.touchesAfterClosing { settings.linger = .seconds(5) }
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        try Directory.open(path: TemporaryDirectory.current.path).writeFile("source", Array(Self.job.utf8))
        try await rig.waitForEvents()
        #expect(try await rig.shell(writer.script) == 0)
        let arrival = try await rig.arrival(named: "job")
        #expect(String(decoding: arrival.bytes, as: UTF8.self) == Self.job)
        #expect(arrival.refusal == nil)
        #expect(arrival.sha256 == Digest.sha256(Array(Self.job.utf8)))
        // One more file through the same way, and a scan, show that nothing else is on its way.
        #expect(try await rig.shell("cp $W/source $I/last.json") == 0)
        _ = try await rig.arrival(named: "last")
        let scans = rig.intake.status.completedScans
        rig.intake.rescan()
        try await eventually { rig.intake.status.completedScans > scans }
        #expect(rig.arrivals.count == 2)
        let name = ActiveFileName(id: arrival.id, name: "job").fileName
        #expect(try rig.layout.active.status(of: name).identity == arrival.file)
    }

    @Test("A file renamed in is claimed without a linger")
    func claimsRenamedAtOnce() async throws {
        var settings = IntakeSettings()
        settings.linger = .seconds(600)
        settings.safetyScanInterval = .seconds(600)
        let rig = try SpoolRig(settings: settings)
        defer { rig.stop() }
        try await rig.waitForEvents()
        // By another process: a child that a test running beside this one starts may hold a descriptor of ours for a
        // moment, and its late close is an event like any writer's.
        #expect(try await rig.shell("echo '{}' > $S/work/x; mv $S/work/x $I/job.json") == 0)
        #expect(try await rig.arrival(named: "job").refusal == nil)
    }

    @Test("A burst of writers loses nothing and runs nothing twice")
    func survivesABurst() async throws {
        let rig = try SpoolRig()
        defer { rig.stop() }
        try await rig.waitForEvents()
        let script = """
            for w in 1 2 3 4; do (
              for n in $(seq 500); do echo "{\\"type\\":\\"echo\\",\\"n\\":$n}" > $I/$w-$n.json; done ) & done; wait
            """
        #expect(try await rig.shell(script) == 0)
        try await eventually(within: .seconds(180), "2,000 arrivals") { rig.arrivals.count >= 2_000 }
        let scans = rig.intake.status.completedScans
        rig.intake.rescan()
        try await eventually { rig.intake.status.completedScans > scans }
        #expect(rig.arrivals.count == 2_000)
        #expect(Set(rig.arrivals.map(\.name)).count == 2_000)
        #expect(Set(rig.arrivals.map(\.id)).count == 2_000)
        #expect(rig.arrivals.allSatisfy { $0.refusal == nil })
        #expect(rig.intake.status.claimed == 2_000)
    }
}
