import CarretelCore
import CarretelSystem

extension StagingFolder {
    /// How much is read at once.
    private static let pieceBytes = 1 << 18

    /// Hands on the lines of a file of this attempt.
    ///
    /// - Parameters:
    ///   - name: of a file that it has finished, or goes on with.
    ///   - limit: how much of it is read; nil for all.
    ///   - body: takes a line.
    /// - Throws: what `body` throws; transient `storage_failed`, also for a line beyond ``FrameLimits/maxLineBytes``.
    func readLines(
        named name: String, bytes limit: Int? = nil, _ body: ([UInt8]) throws(FailureReason) -> Void
    ) throws(FailureReason) {
        let file: OwnedDescriptor
        do throws(SystemError) { file = try openFileToRead(named: name) } catch { throw .storageFailed(error) }
        var splitter = LineSplitter()
        var left = limit ?? .max
        while left > 0 {
            let piece: [UInt8]
            do throws(SystemError) { piece = try file.read(upTo: min(left, Self.pieceBytes)) } catch {
                throw .storageFailed(error)
            }
            guard !piece.isEmpty else { return }
            left -= piece.count
            for line in try splitter.feed(piece) { try body(line) }
        }
    }
}
