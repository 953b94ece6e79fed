import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

/// The page of `carretel report scraping --html`, opened in a real browser.
@Suite(.temporaryDirectory, .serialized) struct ScrapingPageTests {
    /// One bar as the browser has laid it out.
    private struct Box {
        var chart: String
        var colour: String
        var left: Double
        var bottom: Double
        var height: Double
    }

    private func page(filled: Bool = true, days: Int = 30) throws -> (path: String, text: String) {
        let rig = try UsageRig()
        if filled { try rig.fill() }
        let bytes = ScrapingPage(try rig.report(days: days)).rendered()
        let path = try TemporaryDirectory.current.path("page.html")
        let text = String(decoding: bytes, as: UTF8.self)
        try write(text, to: path)
        return (path, text)
    }

    /// The bars of a copy of the page that lets a script of ours say where the browser has put them.
    private func boxes(_ text: String) async throws -> [Box] {
        let script = """
            <script>document.title = [...document.querySelectorAll('rect')].map(r => { const b = \
            r.getBoundingClientRect(); return [r.closest('figure').id, r.getAttribute('class'), b.left, b.bottom, \
            b.height].join(',') }).join(';')</script></body>
            """
        let open = text.replacing("default-src 'none'; ", with: "").replacing("</body>", with: script)
        let path = try TemporaryDirectory.current.path("open.html")
        try write(open, to: path)
        let dom = try await Browser.open(path, "--dump-dom").output
        let title = try #require(dom.firstMatch(of: /<title>([^<]*)<\/title>/)).1
        return title.split(separator: ";").compactMap { entry in
            let fields = entry.split(separator: ",").map(String.init)
            guard fields.count == 5, let left = Double(fields[2]), let bottom = Double(fields[3]),
                let height = Double(fields[4])
            else { return nil }
            return Box(chart: fields[0], colour: fields[1], left: left, bottom: bottom, height: height)
        }
    }

    @Test func barsAreAsHighAsTheirCounts() async throws {
        let boxes = try await boxes(try page().text)
        let days = boxes.filter { $0.chart == "por-dia" }
        // Wednesday 3; Thursday 6 with 2 failures on top; Friday 1.
        #expect(days.map(\.colour) == ["success", "success", "danger", "success"])
        let unit = try #require(days.first).height / 3
        #expect(unit > 5)
        for (box, count) in zip(days, [3.0, 6, 2, 1]) {
            #expect(abs(box.height - count * unit) < 1, "\(box.height) for \(count) of \(unit)")
        }
        #expect(days[0].left < days[1].left && days[1].left == days[2].left && days[2].left < days[3].left)
        // The failures stand on the successes, and these on the ground.
        #expect(abs(days[2].bottom - (days[1].bottom - days[1].height)) < 1)
        #expect(days[0].bottom == days[1].bottom && days[1].bottom == days[3].bottom)
        let weekdays = boxes.filter { $0.chart == "por-dia-da-semana" }
        #expect(weekdays.map { ($0.height / (weekdays[0].height / 3)).rounded() } == [3, 6, 2, 1])
        // Below 2 s: four of 1 s; below 5 s: three of 2 s; below 10 s: two of 5 s; below 60 s: one of 30 s.
        let times = boxes.filter { $0.chart == "tempos" }
        #expect(times.map { ($0.height / (times[3].height)).rounded() } == [4, 3, 2, 1])
        #expect(boxes.contains { $0.chart == "por-hora" })
    }

    @Test func oneDayIsOneBar() async throws {
        let days = try await boxes(try page(days: 1).text).filter { $0.chart == "por-dia" }
        #expect(days.count == 1 && days[0].height > 50)
    }

    @Test func nothingIsFetchedNorRunNorComplainedOf() async throws {
        let path = try page().path
        let run = try await Browser.open(path, "--dump-dom", "--enable-logging=stderr")
        #expect(run.output.contains("<title>Consultas de OS no portal</title>"))
        #expect(!run.errors.contains("CONSOLE"), "\(run.errors)")
        #expect(run.output.firstRange(of: /<(script|img|link|iframe)|\s(src|href|srcset)="/) == nil)
        // The hostile name is there as text: a user, and a batch of that user.
        #expect(run.output.ranges(of: "&lt;script&gt;document.title='ran'&lt;/script&gt;").count == 3)
    }

    @Test func anEmptyPageSaysSo() async throws {
        let run = try await Browser.open(try page(filled: false).path, "--dump-dom")
        #expect(run.output.contains("Nenhuma consulta neste período."))
        #expect(run.output.contains("Nenhum lote até agora."))
        #expect(!run.output.contains("<svg"))
    }

    @Test func theCommandWritesTheWholePage() async throws {
        let rig = try UsageRig()
        try rig.fill()
        let folder = try TemporaryDirectory.current
        let run = try await CommandRun.carretel(["report", "scraping", "--spool", rig.path, "--html", "out.html"])
        #expect(run.code == 0 && run.output.isEmpty && run.errors == "Wrote out.html.\n")
        let bytes = try Directory.open(path: folder.path).readFile("out.html", limit: 1 << 20).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("<!DOCTYPE html>") && text.hasSuffix("</html>\n"))
        let piped = try await CommandRun.carretel(["report", "scraping", "--spool", rig.path, "--html", "-"])
        #expect(piped.output.hasPrefix("<!DOCTYPE html>"))
        #expect(try names(in: folder.path).contains { $0.hasPrefix(".out.html") } == false)
    }
}

/// The axis beside the bars.
@Suite struct BarChartTests {
    @Test(arguments: [
        (0, 1, 1), (1, 1, 1), (5, 1, 5), (6, 2, 6), (10, 2, 10), (11, 5, 15), (26, 10, 30), (499, 100, 500),
        (501, 200, 600), (1_000_000, 200_000, 1_000_000),
    ])
    func itsStepsAreRoundAndItsTopIsAboveAll(highest: Int, step: Int, top: Int) {
        let axis = BarChart.Axis(highest: highest)
        #expect(axis.step == step && axis.highest == top)
    }
}
