import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// `relatorio.html` of the sample dataset, opened in a real browser.
@Suite(.temporaryDirectory, .serialized) struct ReportInBrowserTests {
    /// Runs the sample and opens its report: the rendered page, and what it should show.
    private func report() async throws -> (url: String, output: JSONValue) {
        let folder = try TemporaryDirectory.current
        try write(Shop.job(), to: folder.path("ruptura.json"))
        let run = try await CommandRun.carretel([
            "process", "ruptura.json", "--datasets", Browser.samples, "--data", "saida",
        ])
        #expect(run.code == 0)
        return (folder.path("saida/ruptura.data/relatorio.html"), try #require(try run.json["output"]))
    }

    @Test func theRenderedPageShowsWhatTheOutputCounts() async throws {
        let (path, output) = try await report()
        let page = try await Browser.open(path, "--dump-dom").output
        #expect(page.contains("<title>Ruptura de estoque – loja</title>"))
        let counts = try #require(output["criticidades"])
        let badges = page.matches(of: /<span class="badge [a-z]+">([A-Z]+)<\/span>/).map { String($0.1) }
        let order = ["CRITICA", "ALTA", "MEDIA", "BAIXA"]
        #expect(!badges.isEmpty)
        #expect(order.map { name in Int64(badges.count { $0 == name }) } == order.map { counts[$0]?.int64 })
        #expect(badges == badges.sorted { order.firstIndex(of: $0) ?? 9 < order.firstIndex(of: $1) ?? 9 })
        let bars = page.matches(of: /<rect rx="3" class="([a-z]+)"/).map { String($0.1) }
        #expect(bars == ["danger", "warning", "info", "secondary", "success"])
        #expect(page.contains("<b>\(output["total_pedidos"]?.int64 ?? -1)</b><span>pedidos analisados</span>"))
        let products = page.split(separator: "<table id=\"produtos\">").last?.split(separator: "</table>").first ?? ""
        #expect(products.ranges(of: "<tr>").count == Int(output["produtos_em_ruptura"]?.int64 ?? -1) + 1)
    }

    @Test func nothingIsFetchedAndNothingIsComplainedOf() async throws {
        let (path, _) = try await report()
        let run = try await Browser.open(path, "--dump-dom", "--enable-logging=stderr")
        #expect(!run.output.isEmpty)
        #expect(!run.errors.contains("CONSOLE"), "\(run.errors)")
        #expect(run.output.firstRange(of: /\s(src|href|srcset)=/) == nil)
    }

    /// The browser does tell when a page's policy stops something, and the report's own does stop it.
    @Test func thePolicyOfThePageStopsWhatWouldBeFetched() async throws {
        let (path, _) = try await report()
        let text = String(
            decoding: try Directory.open(path: String(path.dropLast("/relatorio.html".count)))
                .readFile("relatorio.html", limit: 1 << 20).bytes, as: UTF8.self)
        let smuggled = "<script>document.title='ran'</script><img src=\"http://127.0.0.1:9/x.png\"></main>"
        let folder = try TemporaryDirectory.current
        try write(text.replacing("</main>", with: smuggled), to: folder.path("hostile.html"))
        let run = try await Browser.open(folder.path("hostile.html"), "--dump-dom", "--enable-logging=stderr")
        #expect(run.output.contains("<title>Ruptura de estoque – loja</title>"))
        #expect(run.errors.matches(of: /CONSOLE.*Content Security Policy/).count >= 2, "\(run.errors)")
    }

    @Test func thePageIsDrawn() async throws {
        let (path, _) = try await report()
        let folder = try TemporaryDirectory.current
        try write("<!DOCTYPE html><title>x</title>", to: folder.path("blank.html"))
        let drawn = try await Browser.picture(of: path)
        let blank = try await Browser.picture(of: folder.path("blank.html"))
        for picture in [drawn, blank] {
            #expect(picture.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            // IHDR: 1200 by 1600 points.
            #expect(picture[16..<24] == [0, 0, 0x04, 0xB0, 0, 0, 0x06, 0x40])
        }
        // Text and bars compress far worse than nothing does.
        #expect(drawn.count > 8 * blank.count, "\(drawn.count) bytes beside \(blank.count)")
    }
}

/// Chromium without a window.
enum Browser {
    private static let program = "/usr/bin/chromium"

    /// The folder of the sample datasets.
    static var samples: String {
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/samples/datasets"
    }

    /// Opens a file; the network has no name that it could ask for.
    static func open(_ path: String, _ arguments: String...) async throws -> CommandRun {
        let isThere = try Directory.open(path: "/usr/bin").statusIfPresent(of: "chromium") != nil
        try #require(isThere, "There is no \(program): `.ci/setup test` installs it.")
        let folder = try TemporaryDirectory.current
        let run = try await CommandRun.program(
            program,
            [
                // Its sandbox does not start under root nor in most containers; the page is ours.
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
                "--user-data-dir=\(folder.path("browser"))",
            ] + arguments + ["file://\(path)"], environment: ["HOME": folder.path])
        #expect(run.code == 0, "\(run.errors)")
        return run
    }

    /// What a file looks like, as a PNG.
    static func picture(of path: String) async throws -> [UInt8] {
        let folder = try TemporaryDirectory.current
        let name = "picture-\(UInt64.random(in: .min ... .max)).png"
        _ = try await open(path, "--screenshot=\(folder.path(name))", "--window-size=1200,1600")
        return try Directory.open(path: folder.path).readFile(FileName(name), limit: 16 << 20).bytes
    }
}
