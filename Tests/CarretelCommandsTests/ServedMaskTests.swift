import CarretelSystem
import CarretelTestKit
import Testing

/// A daemon that was started from a shell with a strict mask.
@Suite(.temporaryDirectory) struct ServedMaskTests {
    @Test func whatIsPublishedCanBeReadByTheGroupWhateverTheMask() async throws {
        let spool = try await ServedSpool(mask: "077")
        try Shop.write(to: TemporaryDirectory.current)
        let dataset = try await CommandRun.program("/bin/cp", ["-r", "datasets", "\(spool.path)/"])
        #expect(dataset.code == 0)
        let run = try await spool.carretel([
            "submit", "rupture-lots", "--param", "dataset=loja", "--param", "reference_date=2026-11-20", "--name", "um",
            "--wait",
        ])
        #expect(run.code == 0)
        let results = try Directory.open(path: spool.path + "/outgoing/results")
        let modes = try [
            results.status(of: "um.result.json"), results.status(of: "um.data"),
            results.openDirectory("um.data").status(of: "relatorio.html"),
            Directory.open(path: spool.path + "/outgoing/progress").status(of: "um.progress.json"),
        ].map { $0.mode & 0o070 }
        #expect(modes == [0o040, 0o050, 0o040, 0o040])
    }
}
