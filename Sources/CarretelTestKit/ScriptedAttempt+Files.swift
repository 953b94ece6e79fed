package import CarretelCore
import Synchronization

extension ScriptedAttempt {
    package func makeDataFile(named name: String) throws(FailureReason) -> any DataFileWriter {
        if let refusal = state.withLock({ $0.refusedFiles[name] }) { throw refusal }
        return try staging.make(named: name, ofAttempt: key.attempt)
    }

    package func resumeDataFile(_ mark: DataFileMark) throws(FailureReason) -> (any DataFileWriter)? {
        if let refusal = state.withLock({ $0.refusedFiles[mark.name] }) { throw refusal }
        return try staging.resume(mark, inAttempt: key.attempt)
    }
}
