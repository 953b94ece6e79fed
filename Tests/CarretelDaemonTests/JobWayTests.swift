import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

/// The whole way of a job, from file to file, through the real program.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct JobWayTests {
    @Test func anEchoJobComesBackWithItsNumbersAsWritten() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let result = try await daemon.run(
            "first",
            """
            {"type": "echo", "meta": {"ticket": 7}, "requested_by": "maria",
             "parameters": {"id": 12345678901234567890, "price": 10.50, "word": "ação"}}
            """)
        #expect(result["schema"]?.string == "carretel/result/1")
        #expect(result["status"]?.string == "succeeded")
        #expect(result["reason"]?.isNull == true)
        #expect(result["output"]?["id"]?.numberText == "12345678901234567890")
        #expect(result["output"]?["price"]?.numberText == "10.50")
        #expect(result["output"]?["word"]?.string == "ação")
        #expect(result["job"]?["name"]?.string == "first")
        #expect(result["job"]?["requested_by"]?.string == "maria")
        #expect(result["job"]?["meta"]?["ticket"]?.int64 == 7)
        #expect(result["attempts"]?.count == 1)
        try await eventually("the job file's rest") { try daemon.names(in: "active").isEmpty }
        let days = try daemon.names(in: "archive")
        #expect(try days.flatMap { try daemon.names(in: "archive/\($0)") } == ["first.json"])
        #expect(try await daemon.stop() == .exited(code: 0))
    }

    @Test func aBrokenJobFileIsAnsweredWithItsPlace() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let result = try await daemon.run("broken", "{\"type\": \"echo\",\n \"prioritty\": 3}")
        #expect(result["status"]?.string == "rejected")
        #expect(result["reason"]?["class"]?.string == "permanent")
        #expect(result["reason"]?["code"]?.string == "unknown_member")
        #expect(result["reason"]?["line"]?.int64 == 2)
        #expect(result["reason"]?["pointer"]?.string == "/prioritty")
        #expect(result["reason"]?["hint"]?.string?.contains("priority") == true)
        try await eventually("the job file's rest") { try daemon.names(in: "rejected") == ["broken.json"] }
    }

    @Test func aNameUsedAgainMovesTheOldResultAway() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let first = try await daemon.run("again", #"{"type": "echo", "parameters": {"n": 1}}"#)
        let id = try #require(first["job"]?["id"]?.string)
        try await eventually("the first job's rest") { try daemon.names(in: "active").isEmpty }
        try daemon.drop("again", #"{"type": "echo", "parameters": {"n": 2}}"#)
        try await eventually("the second result") {
            try daemon.resultIfThere(of: "again")?["output"]?["n"]?.int64 == 2
        }
        // On a busy machine the first may have run for long enough to have progress and events too.
        let moved = try daemon.names(in: "outgoing/superseded")
        #expect(moved.filter { $0.hasSuffix(".result.json") } == ["again.\(id).result.json"])
        #expect(moved.allSatisfy { $0.hasPrefix("again.\(id).") }, "\(moved)")
    }

    @Test func aKeyIsRunOnceAndItsConflictRefused() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let leader = try await daemon.run("one", #"{"type": "echo", "key": "k", "parameters": {"a": 1, "b": 2.0}}"#)
        let again = try await daemon.run("two", #"{"type": "echo", "key": "k", "parameters": {"b": 2, "a": 1}}"#)
        #expect(again["status"]?.string == "succeeded")
        #expect(again["duplicate_of"]?.string == leader["job"]?["id"]?.string)
        #expect(again["attempts"]?.count == 0)
        #expect(again["output"]?["a"]?.int64 == 1)
        let other = try await daemon.run("three", #"{"type": "echo", "key": "k", "parameters": {"a": 2}}"#)
        #expect(other["status"]?.string == "rejected")
        #expect(other["reason"]?["code"]?.string == "key_conflict")
    }

    /// Data are shared by hard links to the leader's; where its reader has taken them away there is nothing to share.
    @Test func aKeyWhoseDataWereTakenAwayIsRunAgain() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.makeDataset()
        let job = #"""
            {"type": "rupture-lots", "key": "k",
             "parameters": {"dataset": "mini", "reference_date": "2026-11-20"}}
            """#
        _ = try await daemon.run("one", job)
        #expect(daemon.exists("outgoing/results/one.data"))
        let results = try Directory.open(path: "\(daemon.spool)/outgoing/results")
        try results.rename("one.data", to: Directory.open(path: daemon.spool), as: "taken")
        let second = try await daemon.run("two", job)
        #expect(second["status"]?.string == "succeeded")
        #expect(second["duplicate_of"]?.isNull == true)
        #expect(daemon.exists("outgoing/results/two.data"))
        let third = try await daemon.run("three", job)
        #expect(third["duplicate_of"]?.string == second["job"]?["id"]?.string)
        #expect(try daemon.names(in: "outgoing/results/three.data") == daemon.names(in: "outgoing/results/two.data"))
    }

    @Test func followersGetTheirLeadersAnswer() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        try daemon.drop("leader", #"{"type": "echo", "key": "slow", "parameters": {"delay_ms": 700}}"#)
        try await eventually("the leader's claim") { try !daemon.names(in: "active").isEmpty }
        try daemon.drop("follower", #"{"type": "echo", "key": "slow", "parameters": {"delay_ms": 700}}"#)
        let leader = try await daemon.result(of: "leader")
        let follower = try await daemon.result(of: "follower")
        #expect(follower["status"]?.string == "succeeded")
        #expect(follower["duplicate_of"]?.string == leader["job"]?["id"]?.string)
    }

    @Test func waitingEndsAtExpiryAndBeginsAtNotBefore() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let past = try await daemon.run(
            "late", #"{"type": "echo", "expires_at": "2020-01-01T00:00:00Z", "parameters": {}}"#)
        #expect(past["status"]?.string == "expired")
        let soon = Timestamp(microseconds: daemonNow() + 1_500_000)
        let result = try await daemon.run(
            "soon", #"{"type": "echo", "not_before": "\#(soon.rfc3339Milliseconds)", "parameters": {}}"#)
        #expect(result["status"]?.string == "succeeded")
        let started = try #require(result["started_at"]?.string.flatMap { Timestamp(rfc3339: $0) })
        #expect(started.microseconds / 1_000 >= soon.microseconds / 1_000)
    }

    @Test func aJobThatShowsProgressHasProgressAndEventFilesThatEnd() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let result = try await daemon.run("slow", #"{"type": "echo", "parameters": {"delay_ms": 900}}"#)
        #expect(result["status"]?.string == "succeeded")
        try await eventually("the last event") {
            guard daemon.exists("outgoing/progress/slow.events.jsonl") else { return false }
            return EventLine.isComplete(try daemon.read("outgoing/progress/slow.events.jsonl"))
        }
        let progress = try JSONValue(parsing: daemon.read("outgoing/progress/slow.progress.json"))
        #expect(progress["state"]?.string == "succeeded")
        #expect(progress["result"]?.string == "../results/slow.result.json")
    }

    @Test func onceRunsWhatIsThereAndEnds() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        _ = try await daemon.stop()
        for index in 1...20 { try daemon.drop("n\(index)", #"{"type": "echo", "parameters": {"n": \#(index)}}"#) }
        try await daemon.launch(["serve", "--spool", daemon.spool, "--once"])
        #expect(try await daemon.ended() == .exited(code: 0))
        #expect(try daemon.names(in: "outgoing/results").count == 20)
        #expect(try daemon.names(in: "active").isEmpty)
    }

    @Test func aSecondDaemonIsRefused() async throws {
        let daemon = try DaemonUnderTest()
        try await daemon.start()
        let second = try DaemonUnderTest()
        try await second.launch(["serve", "--spool", daemon.spool])
        #expect(try await second.ended() == .exited(code: 2))
        #expect(second.log().contains("Another daemon (process \(daemon.pid))"))
        #expect(daemon.death == nil)
    }
}
