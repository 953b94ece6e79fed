import CarretelCore
import CarretelSystem

/// A daemon in small: it starts a child, waits for a line from it, kills it, and says what is left when its end is
/// told.
enum LeaveBehind {
    static func run(script: String) throws {
        try ProcessSetup.becomeSubreaper()
        let output = try PipeEnd.takeStandardOutput()
        let reaper = try ChildReaper()
        let told = WaitWord()
        let launch = ChildProcess.Launch(
            executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
        let child = try ChildProcess.start(launch, reaper: reaper) { death in
            let left = reaper.table.hasNoChildren ? "nothing" : "something"
            // The line is all that this program is for; without it the test fails.
            try? output.writeAll(Array("\(death), left: \(left)\n".utf8))
            told.advance()
        }
        try waitForLine(from: child)
        child.kill(force: true)
        told.wait(while: 0, until: nil)
        ProcessSetup.exitNow(0)
    }

    private static func waitForLine(from child: ChildProcess) throws {
        let epoll = try Epoll()
        try epoll.add(child.output.descriptor, tag: 0, for: .readable)
        var bytes: [UInt8] = []
        while !bytes.contains(UInt8(ascii: "\n")) {
            _ = try epoll.wait()
            if try child.output.read(atMost: 100, appendingTo: &bytes) == .end { return }
        }
    }
}
