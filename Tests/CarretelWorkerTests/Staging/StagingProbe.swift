import CarretelCore
import CarretelSystem
import CarretelTestKit
import Glibc
import Testing

@testable import CarretelWorker

/// The staging folders of one job, looked at from outside.
struct StagingProbe {
    /// `work/ID`
    let path: String

    /// The job's folder in the running test's directory.
    init() throws {
        path = try TemporaryDirectory.current.path("01ID")
    }

    /// The folder of an attempt as a new process has it.
    func attempt(_ number: Int) -> StagingFolder {
        StagingFolder(path: "\(path)/\(number)", attempt: number)
    }

    func directory(_ attempt: Int) throws -> Directory { try Directory.open(path: "\(path)/\(attempt)") }

    func content(_ name: String, ofAttempt attempt: Int) throws -> String {
        String(decoding: try directory(attempt).readFile(FileName(name), limit: 64 << 20).bytes, as: UTF8.self)
    }

    func exists(_ name: String, inAttempt attempt: Int) throws -> Bool {
        try directory(attempt).statusIfPresent(of: FileName(name)) != nil
    }

    /// Puts bytes at the end of a file, past its writer.
    func append(_ text: String, to name: String, ofAttempt attempt: Int) throws {
        try directory(attempt).openFile(FileName(name), .append(mode: 0o640)).writeAll(Array(text.utf8))
    }

    /// Changes one byte of a file.
    func tamper(_ name: String, ofAttempt attempt: Int, with byte: UInt8 = UInt8(ascii: "X")) throws {
        try directory(attempt).openFile(FileName(name), .update).writeAll([byte])
    }

    /// An attempt that writes two lines, marks them, writes a third and is gone before it can finish.
    func interruptedAttempt(_ number: Int = 1, name: String = "lines.jsonl") throws -> DataFileMark {
        let writer = try attempt(number).makeDataFile(named: name)
        try writer.append(Array("one\n".utf8), records: 1)
        try writer.append(Array("two\n".utf8), records: 1)
        let mark = try writer.mark()
        try append("thr", to: name, ofAttempt: number)
        return mark
    }
}

/// Makes a symbolic link.
func link(_ target: String, at path: String) throws {
    try #require(unsafe symlink(target, path) == 0)
}
