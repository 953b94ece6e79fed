import CarretelCore
import CarretelSpool
import CarretelTestKit
import Testing

/// What `submit` says of jobs that their lane's limits make long.
@Suite(.temporaryDirectory) struct OutlookTests {
    private let spool: String

    init() throws {
        spool = try TemporaryDirectory.current.path("spool")
        _ = try SpoolLayout.create(at: spool)
    }

    private func words(_ count: Int, _ environment: [String: String] = [:]) async throws -> String {
        let numbers = (1...count).map(String.init).joined(separator: ",")
        let run = try await CommandRun.carretel(
            ["submit", "os-scraping", "--spool", spool, "--param", "os_numbers=\(numbers)"], environment: environment)
        #expect(run.code == 0)
        return run.errors
    }

    @Test func aThousandServiceOrdersTakeAboutFiveHours() async throws {
        let limit = "with at most 2 batches started in 60 minutes that takes about 5 hours."
        #expect(try await words(1_000).contains("1,000 service orders are 10 batches of up to 100; \(limit)"))
    }

    @Test func theLimitsAreThoseOfTheConfiguration() async throws {
        let said = try await words(1_000, ["CARRETEL_LANES_SCRAPING_BATCH_STARTS": "0"])
        #expect(said.contains("are 10 batches of up to 100; that takes about"))
        let small = try await words(100, ["CARRETEL_TYPES_OS_SCRAPING_BATCH_SIZE": "10"])
        #expect(small.contains("100 service orders are 10 batches of up to 10; with at most 2 batches"))
    }

    @Test func whatIsOneBatchNeedsNoWords() async throws {
        #expect(try await !words(100).contains("batches"))
        let echo = try await CommandRun.carretel(["submit", "echo", "--spool", spool])
        #expect(echo.code == 0 && !echo.errors.contains("takes about"))
    }
}
