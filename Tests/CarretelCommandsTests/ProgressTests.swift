import CarretelCore
import Testing

@testable import CarretelCommands

@Suite struct ProgressTests {
    private let view = ProgressView(
        state: "running", attempt: 2,
        progress: Progress(
            percent: 41.9, message: "Lote 89\u{1B}[2J", processed: 1_774, total: 4_225, workers: 2, etaSeconds: 12))

    @Test func wordsSayAllThatIsKnown() {
        #expect(view.words == "41 %, 1774 of 4225, 12 s left, 2 workers, attempt 2, Lote 89\\u{001B}[2J")
        #expect(ProgressView(state: "running").words == "running")
        #expect(ProgressView(state: "deferred", progress: Progress(processed: 3)).words == "deferred, 3 done")
    }

    @Test func barIsCutToTheTerminal() {
        #expect(view.bar(columns: 60) == "[####------] 41 %, 1774 of 4225, 12 s left, 2 workers, att…")
        #expect(view.bar(columns: 60).count == 59)
        #expect(ProgressView(state: "waiting").bar(columns: 60) == "waiting")
    }

    @Test func aNarrowTerminalShowsBothWorkersOfAnAnalysis() {
        let view = ProgressView(
            state: "running",
            progress: Progress(
                percent: 37, message: "Lots 1600 and 1601 of 4225.", processed: 32_000, total: 84_500, workers: 2,
                etaSeconds: 1))
        #expect(
            view.bar(columns: 80) == "[###-------] 37 %, 32000 of 84500, 1 s left, 2 workers, Lots 1600 and 1601 of …")
        #expect(view.bar(columns: 120).hasPrefix("[########----------------] 37 %"))
    }

    @Test func readsAProgressFile() throws {
        let document = """
            {"job":{"id":"01JD2V5Y7E8M0000000000K3F9","name":"a","type":"echo"},"state":"running","attempt":1,\
            "percent":12.5,"message":null,"processed":1,"total":8,"succeeded":null,"failed":null,"current":null,\
            "workers":null,"eta_seconds":7,"updated_at":"2026-11-20T12:00:00.000Z","result":null}
            """
        let read = try #require(ProgressView(document: Array(document.utf8)))
        #expect(read.job?.text == "01JD2V5Y7E8M0000000000K3F9")
        #expect(read.words == "12 %, 1 of 8, 7 s left")
        #expect(ProgressView(document: Array(document.utf8.prefix(40))) == nil)
    }

    @Test func terminalGetsABarThatRenewsItself() {
        var written = ""
        let meter = ProgressMeter(name: "a", columns: 80) { written += $0 }
        let start = MonotonicInstant(nanoseconds: 0)
        meter.show(ProgressView(state: "running", progress: Progress(percent: 50)), at: start)
        meter.show(ProgressView(state: "running", progress: Progress(percent: 50)), at: start)
        meter.clear()
        meter.clear()
        #expect(written == "\r[#####-----] 50 %\u{1B}[K\r\u{1B}[K")
    }

    @Test func everythingElseGetsALineNowAndThen() {
        var written = ""
        let meter = ProgressMeter(name: "a\nb", columns: nil) { written += $0 }
        for tenth in 0..<50 {
            let view = ProgressView(state: "running", progress: Progress(percent: Double(tenth)))
            meter.show(view, at: MonotonicInstant(nanoseconds: Int64(tenth) * 100_000_000))
        }
        meter.clear()
        #expect(written == "a\\nb: 0 %\na\\nb: 20 %\na\\nb: 40 %\n")
    }
}
