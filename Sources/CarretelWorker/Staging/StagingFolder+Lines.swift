import CarretelCore
import CarretelSystem

extension StagingFolder {
    /// How much is read at once.
    private static let pieceBytes = 1 << 18

    /// Hands on the lines of a file that this attempt has finished.
    ///
    /// - Throws: what `body` throws; transient `storage_failed`, also for a line beyond ``FrameLimits/maxLineBytes``.
    func readLines(
        named name: String, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        let file: OwnedDescriptor
        do throws(SystemError) { file = try openFinishedFile(named: name) } catch { throw .storageFailed(error) }
        var splitter = LineSplitter()
        while true {
            let piece: [UInt8]
            do throws(SystemError) { piece = try file.read(upTo: Self.pieceBytes) } catch {
                throw .storageFailed(error)
            }
            guard !piece.isEmpty else { return }
            for line in try splitter.feed(piece) { try body(line) }
        }
    }
}
