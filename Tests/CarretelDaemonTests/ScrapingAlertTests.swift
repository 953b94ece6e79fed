import CarretelCore
import CarretelSandbox
import CarretelStore
import CarretelSystem
import CarretelTestKit
import Testing

/// Statistics and alerts of the real job type, from a portal that answers nobody to the files that others read.
@Suite(.temporaryDirectory, .serialized, .timeLimit(.minutes(5)))
struct ScrapingAlertTests {
    @Test func aPortalThatAnswersNobodyIsAnAlertAndStandsInTheStatistics() async throws {
        let faults = try FaultOrder("ordem:*:http-500:always")
        let environment = [
            "CARRETEL_TYPES_OS_SCRAPING_ALERT_ERROR_RATE_PERCENT": "40",
            "CARRETEL_TYPES_OS_SCRAPING_ALERT_ERROR_RATE_MINIMUM": "3",
            "CARRETEL_TYPES_OS_SCRAPING_ERROR_BRAKE": "0",
        ]
        try await PortalRig.run(.plain, .changed { $0.faults = faults }, environment: environment) { rig in
            try rig.daemon.drop(
                "lote",
                """
                {"type": "os-scraping", "requested_by": "maria", "max_attempts": 1,
                "parameters": {"os_numbers": [1, 2, 3]}}
                """)
            #expect(try await rig.daemon.result(of: "lote")["status"]?.string == "failed")
            let alert = try await eventually("an alert") { () -> JSONValue? in
                let live = try rig.daemon.jsonIfThere("state/live.json")
                return live?["watched"]?.elements.first {
                    $0["kind"]?.string == "error_rate" && $0["raised_at"]?.string != nil
                }
            }
            #expect(alert["type"]?.string == "os-scraping" && alert["limit"]?.int64 == 40)
            #expect(alert["words"]?.string?.hasPrefix("3 of 3 tries of the last 60 min failed: 100 %") == true)

            let now = SystemClock.now().wall
            let usage = try HistoryReader.open("\(rig.daemon.spool)/state/journal.sqlite")
                .usage(since: now + .seconds(-3_600), until: now + .seconds(60), zone: .utc)
            #expect(usage.total.tries == 3 && usage.total.failures == 3)
            #expect(usage.users.map(\.name) == ["maria"])
            #expect(usage.orders.map(\.number) == ["1", "2", "3"])
            let batch = try #require(usage.batches.first)
            #expect(usage.batches.count == 1 && batch.batch.status == .failed && batch.batch.errorCount == 3)
            #expect(batch.batch.updatedAt > batch.createdAt)
        }
    }
}
