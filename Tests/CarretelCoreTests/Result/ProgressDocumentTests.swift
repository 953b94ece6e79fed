import CarretelCore
import Testing

struct ProgressDocumentTests {
    private func dossier() throws -> JobDossier {
        JobDossier(
            number: JobNumber(rawValue: 1), id: JobID(high: 0, low: 1), name: "a", resultName: "a", owner: 0,
            sha256: try #require(ContentHash(bytes: [UInt8](repeating: 0, count: 32))),
            receivedAt: Timestamp(microseconds: 0),
            request: JobRequest(type: "echo", timeout: .seconds(1), maxAttempts: 1))
    }

    @Test func `a document has every member, null where nothing is known`() throws {
        let bytes = ProgressDocument.render(
            dossier: try dossier(), state: .waiting, attempt: nil, progress: Progress(),
            updatedAt: Timestamp(microseconds: 1_795_176_000_000_000), result: nil)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"job":{"id":"00000000000000000000000001","name":"a","type":"echo"},"state":"waiting","#
                + #""attempt":null,"percent":null,"message":null,"processed":null,"total":null,"succeeded":null,"#
                + #""failed":null,"current":null,"workers":null,"eta_seconds":null,"starts_at":null,"#
                + #""updated_at":"2026-11-20T12:00:00.000Z","result":null}"# + "\n")
    }

    @Test func `an ended job shows its status and where the result is`() throws {
        let bytes = ProgressDocument.render(
            dossier: try dossier(), state: .ended(.timedOut), attempt: 3,
            progress: Progress(
                percent: 62.5, message: "Lote 5", processed: 5, total: 8, succeeded: 4, failed: 1,
                current: "VCD1", workers: 2, etaSeconds: 4),
            updatedAt: Timestamp(microseconds: 0), result: "../results/a.result.json")
        let root = try JSONValue(parsing: bytes)
        #expect(root["state"]?.string == "timed_out")
        #expect(root["attempt"]?.int64 == 3)
        #expect(root["percent"]?.numberText == "62.5")
        #expect(root["eta_seconds"]?.int64 == 4)
        #expect(root["result"]?.string == "../results/a.result.json")
    }

    @Test func `news replace what they speak of and keep the rest`() {
        var progress = Progress(percent: 10, message: "a", processed: 1, total: 10)
        progress.merge(Progress(percent: 20, processed: 2, failed: 1, event: Array("{}".utf8)))
        #expect(progress == Progress(percent: 20, message: "a", processed: 2, total: 10, failed: 1))
    }
}
