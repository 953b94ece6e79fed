package import CarretelCore
import Synchronization

extension ScriptedAttempt {
    package func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        if let refusal = state.withLock({ $0.refusedFiles[name] }) { throw refusal }
        return try staging.make(named: name, ofAttempt: key.attempt)
    }

    package func readLines(
        of file: DataFile, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        for line in dataFile(named: file.name)?.lines ?? [] { try body(Array(line.utf8)) }
    }

    package func readLines(
        upTo mark: DataFileMark, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        let bytes = dataFile(named: mark.name)?.bytes.prefix(mark.bytes) ?? []
        for line in bytes.split(separator: UInt8(ascii: "\n")) { try body(Array(line)) }
    }

    package func resumeDataFile(_ mark: DataFileMark) throws(FailureReason) -> (any DataFileWriter)? {
        if let refusal = state.withLock({ $0.refusedFiles[mark.name] }) { throw refusal }
        return try staging.resume(mark, inAttempt: key.attempt)
    }
}
