import CarretelCore
import CarretelDaemon
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelCommands

/// `carretel report scraping` for people and for programs.
@Suite(.temporaryDirectory) struct ScrapingReportTests {
    @Test func theTextSaysHowMuchHowWellHowFastForWhomAndWhen() throws {
        let rig = try UsageRig()
        try rig.fill()
        let lines = try rig.report().lines(.plain)
        #expect(
            lines.prefix(5) == [
                "service orders asked of the portal, 2026-10-22 to 2026-11-20 (30 days in America/Sao_Paulo)",
                "requests  12: 10 succeeded, 2 failed (83.33 % succeeded)",
                "portal    10 tries, 80.00 % succeeded; 1 out of the cache, 1 repeated",
                "took      mean 5 s, p95 30 s, shortest 1 s, longest 30 s",
                "now       2 running, 0 waiting, 0 put off; no daemon serves the spool",
            ])
        let text = lines.joined(separator: "\n")
        #expect(text.contains("\n2026-11-18         3       0  100.00 %    2 s  #########\n"))
        #expect(text.contains("\n2026-11-19         8       2   75.00 %  2.3 s  ########################\n"))
        #expect(text.contains("\n2026-11-20         1       0  100.00 %   30 s  ###\n"))
        #expect(text.contains("\nWEEKDAY  REQUESTS"))
        #expect(text.contains("\nLAST BATCHES"))
        #expect(text.contains("Lote_1"))
        #expect(lines.contains { $0.hasPrefix("2000 ") && $0.contains("  5 ") })
    }

    @Test func programsGetTheNamesThatTheyKnow() throws {
        let rig = try UsageRig()
        try rig.fill()
        let json = try JSONValue(parsing: try rig.report().json)
        #expect(
            json.members.map { $0.0 } == [
                "periodo_dias", "timestamp", "zona", "desde", "estatisticas_gerais", "status_fila", "metricas_sistema",
                "usuarios_mais_ativos", "usuarios_total", "estatisticas_usuarios", "horarios_maior_uso",
                "estatisticas_diarias", "estatisticas_por_hora", "estatisticas_por_dia_semana", "distribuicao_tempos",
                "estatisticas_lotes", "top_os_consultadas", "os_multiplas_tentativas", "alertas",
            ])
        #expect(json["periodo_dias"]?.int64 == 30)
        #expect(json["desde"]?.string == "2026-10-22T03:00:00.000Z")
        let general = try #require(json["estatisticas_gerais"])
        let numbers = [
            "total_requests": "12", "successful_requests": "10", "failed_requests": "2", "success_rate": "83.33",
            "portal_requests": "10", "portal_success_rate": "80", "cache_hits": "1", "duplicates": "1",
            "avg_processing_time": "5", "max_processing_time": "30", "min_processing_time": "1",
            "p95_processing_time": "30",
        ]
        for (name, number) in numbers { #expect(general[name]?.numberText == number, "\(name)") }
        #expect(general.count == numbers.count)
        #expect(json["status_fila"]?["active_tasks"]?.int64 == 2)
        #expect(json["status_fila"]?["daemon_alive"]?.boolean == false)
        #expect((json["metricas_sistema"]?["memory_total_mib"]?.int64 ?? 0) > 0)

        let users = try #require(json["usuarios_mais_ativos"]).elements.map { $0 }
        #expect(users.map { $0["posicao"]?.int64 } == [1, 2])
        #expect(users.map { $0["user_id"]?.string } == ["maria", UsageRig.hostile])
        #expect(users.first?["dias_usando"]?.int64 == 2)
        #expect(users.first?["first_usage"]?.string == "2026-11-18T19:00:00.000Z")
        #expect(users.first?["last_usage"]?.string == "2026-11-19T20:00:00.000Z")
        #expect(json["estatisticas_diarias"]?.count == 30)
        let days = try #require(json["estatisticas_diarias"]).elements.suffix(3)
        #expect(days.map { $0["data"]?.string } == ["2026-11-18", "2026-11-19", "2026-11-20"])
        #expect(days.map { $0["total_requests"]?.int64 } == [3, 8, 1])
        let hours = try #require(json["estatisticas_por_hora"]).elements.map { $0["total_requests"]?.int64 ?? -1 }
        #expect(hours.count == 24 && hours.reduce(0, +) == 12 && hours[9] == 1)
        let weekdays = try #require(json["estatisticas_por_dia_semana"]).elements.map { $0["total_requests"]?.int64 }
        #expect(weekdays == [0, 0, 3, 8, 1, 0, 0])
        #expect(json["horarios_maior_uso"]?.elements.first { _ in true }?["total_requests"]?.int64 == hours.max())
        let batches = try #require(json["estatisticas_lotes"]).elements.map { $0["status"]?.string }
        #expect(batches == ["ERRO", "CONCLUIDO_COM_ERROS"])
        let orders = try #require(json["top_os_consultadas"]).elements.map { $0["os_number"]?.string }
        #expect(orders == ["2000", "3000", "1000", "10007", "1001", "1002"])
        let repeated = try #require(json["os_multiplas_tentativas"]).elements.map { $0["portal_requests"]?.int64 }
        #expect(repeated == [4, 2])
    }

    @Test func oneDayIsTodayFromItsMidnightOn() throws {
        let rig = try UsageRig()
        try rig.fill()
        let json = try JSONValue(parsing: try rig.report(days: 1).json)
        #expect(json["desde"]?.string == "2026-11-20T03:00:00.000Z")
        #expect(json["estatisticas_gerais"]?["total_requests"]?.int64 == 1)
        #expect(json["estatisticas_diarias"]?.count == 1)
    }

    @Test func aSpoolThatWasNeverServedSaysSo() async throws {
        let rig = try UsageRig()
        #expect(try rig.report().lines(.plain).contains("requests  none in this time"))
        let run = try await CommandRun.carretel(["report", "scraping", "--json", "--spool", rig.path])
        #expect(run.code == 0)
        #expect(try run.json["estatisticas_gerais"]?["success_rate"]?.isNull == true)
        #expect(try run.json["estatisticas_diarias"]?.count == 30)
    }

    @Test(arguments: [
        (["--days", "0"], "--days must be from 1 to 366."),
        (["--json", "--html", "-"], "Give --json or --html, not both."),
        (["--zone", "Lua/Cratera"], "--zone is “Lua/Cratera”, which cannot be read"),
        (["--html", "nowhere/x.html"], "No such file or directory"),
    ])
    func whatCannotBeIsRefusedWithWords(arguments: [String], words: String) async throws {
        let rig = try UsageRig()
        let run = try await CommandRun.carretel(["report", "scraping", "--spool", rig.path] + arguments)
        #expect(run.code != 0)
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test func whatIsTooMuchIsInTheReport() throws {
        var report = try UsageRig().report()
        report.watched = [
            LiveStatus.Measure(
                type: "os-scraping",
                measure: AlertMeasure(
                    kind: .errorRate, value: 27.2, limit: 20, raisedAt: try moment("2026-11-20T14:00:00Z"),
                    words: "3 of 11 tries failed"))
        ]
        #expect(report.lines(.plain).contains("WARNING   os-scraping: 3 of 11 tries failed"))
        let alert = try JSONValue(parsing: report.json)["alertas"]?.elements.first { _ in true }
        #expect(alert?["kind"]?.string == "error_rate" && alert?["value"]?.numberText == "27.2")
        let page = String(decoding: ScrapingPage(report).rendered(), as: UTF8.self)
        #expect(page.contains("<li>Alerta: 27,2 % de falhas nos últimos 60 min (limite: 20 %).</li>"))
    }
}
