import CarretelCore
import CarretelTestKit
import Testing

/// A lane's limit on starts, as those who wait for their jobs see it.
@Suite(.temporaryDirectory) struct StartLimitTests {
    private static let limits = [
        "CARRETEL_LANES_ECHO_STARTS": "2", "CARRETEL_LANES_ECHO_STARTS_WINDOW_SECONDS": "3600",
    ]

    private func progress(of name: String, _ daemon: DaemonUnderTest) throws -> JSONValue? {
        let path = "outgoing/progress/\(name).progress.json"
        return daemon.exists(path) ? try JSONValue(parsing: daemon.read(path)) : nil
    }

    @Test func whoWaitsIsToldWhenItsJobStartsAlsoAfterARestart() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: Self.limits)
        var finished: [Int64] = []
        for name in ["a", "b"] {
            let result = try await daemon.run(name, #"{"type": "echo"}"#)
            let text = try #require(result["started_at"]?.string)
            finished.append(try #require(Timestamp(rfc3339: text)).microseconds)
        }
        try daemon.drop("c", #"{"type": "echo"}"#)
        try daemon.drop("d", #"{"type": "echo"}"#)
        for _ in 0..<2 {
            for name in ["c", "d"] {
                try await eventually("the word of the start of \(name)") {
                    try progress(of: name, daemon)?["state"]?.string == "waiting"
                }
            }
            let starts = try ["c", "d"].map { name in
                let text = try #require(try progress(of: name, daemon)?["starts_at"]?.string)
                return try #require(Timestamp(rfc3339: text)).microseconds
            }
            // An hour after the first two: started_at is when they began in their worker, just after the start that counts.
            #expect(zip(starts, finished).allSatisfy { abs($0 - $1 - 3_600_000_000) < 300_000_000 }, "\(starts)")
            try await daemon.kill()
            // What is read next is the next daemon's word.
            for name in ["c", "d"] { try daemon.remove("outgoing/progress/\(name).progress.json") }
            try await daemon.start(environment: Self.limits)
        }
        #expect(!daemon.exists("outgoing/results/c.result.json"))
    }

    @Test func withoutTheLimitNobodyWaits() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start(environment: ["CARRETEL_LANES_ECHO_STARTS": "0"])
        for name in ["a", "b", "c"] {
            #expect(try await daemon.run(name, #"{"type": "echo"}"#)["status"]?.string == "succeeded")
        }
    }
}
