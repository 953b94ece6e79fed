import CarretelCore
import CarretelHTTP
import CarretelSystem
import CarretelTestKit
import Testing

/// Requests end when they are told to, and leave nothing behind.
@Suite(.timeLimit(.minutes(2))) struct EndTests {
    /// Where a request hangs.
    enum Place: CaseIterable {
        case connect
        case answer
        case body
    }

    private static func hanging(at place: Place) throws -> (server: LoopbackServer, request: HTTPRequest) {
        let server = try LoopbackServer { connection in
            if place == .body { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") }
            connection.waitUntilClosed()
        }
        let scheme = place == .connect ? "https" : "http"
        // No limit ends it before the test does.
        let request = HTTPRequest.get("\(scheme)://127.0.0.1:\(server.port)/") {
            $0.limits = HTTPLimits(total: .seconds(600), connect: .seconds(600))
        }
        return (server, request)
    }

    /// The promise of an idle machine. On a loaded one some of the rounds wait for a core, so a lower quartile is looked
    /// at: it would not be so low if the thread noticed only now and then.
    private static let bound = Duration.milliseconds(50)
    private static let rounds = 9

    /// Expects the lower quartile of what is measured to be near at hand, beyond what handing over between threads takes
    /// on this machine just now: the end of a request is handed over three times.
    private static func expectAtOnce(
        sourceLocation: SourceLocation = #_sourceLocation, _ measure: () async throws -> Duration
    ) async throws {
        var ends: [Duration] = []
        var handovers: [Duration] = []
        for _ in 0..<rounds {
            ends.append(try await measure())
            let begin = ContinuousClock.now
            for _ in 0..<3 { try await offPool {} }
            handovers.append(ContinuousClock.now - begin)
        }
        let quartile = ends.sorted()[rounds / 4]
        let allowed = bound + handovers.sorted()[rounds / 2] * 3
        #expect(quartile < allowed, "\(ends), beside \(handovers)", sourceLocation: sourceLocation)
    }

    @Test(arguments: Place.allCases) func cancellingTheTaskBitesAtOnce(place: Place) async throws {
        let client = try CurlClient()
        let (server, request) = try Self.hanging(at: place)
        try await Self.expectAtOnce {
            let before = server.accepted
            let task = Task { await client.failure(of: request) }
            try await eventually { server.accepted > before }
            let begin = ContinuousClock.now
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
            return ContinuousClock.now - begin
        }
        try await eventually { server.openConnections == 0 }
    }

    @Test(arguments: Place.allCases) func cancellingTheCallBitesAtOnce(place: Place) async throws {
        let client = try CurlClient()
        let (server, request) = try Self.hanging(at: place)
        try await Self.expectAtOnce {
            let before = server.accepted
            let call = client.start(request)
            try await eventually { server.accepted > before }
            let begin = ContinuousClock.now
            call.cancel()
            let failure = await #expect(throws: HTTPFailure.self) { try await call.response() }
            #expect(failure?.kind == .cancelled)
            #expect(failure?.reason.failureClass == .policy)
            return ContinuousClock.now - begin
        }
        try await eventually { server.openConnections == 0 }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let client = try CurlClient()
        let server = try LoopbackServer.answering { _ in answer() }
        let task = Task {
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return await client.failure(of: .get(server.url()))
        }
        #expect(await task.value?.kind == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func cancellingWhatHasEndedChangesNothing() async throws {
        let client = try CurlClient()
        let server = try LoopbackServer.answering { _ in answer(body: "x") }
        let call = client.start(.get(server.url()))
        #expect(try await call.response().status == 200)
        call.cancel()
        #expect(try await call.response().status == 200)
        #expect(try await client.send(.get(server.url())).status == 200)
    }

    @Test func shuttingDownEndsWhatRuns() async throws {
        let client = try CurlClient()
        let servers = try Place.allCases.map { try Self.hanging(at: $0) }
        let calls = servers.flatMap { server in (0..<5).map { _ in client.start(server.request) } }
        for (server, _) in servers { try await eventually { server.accepted == 5 } }
        try await offPool { client.shutDown() }
        for call in calls {
            let failure = await #expect(throws: HTTPFailure.self) { try await call.response() }
            #expect(failure?.kind == .cancelled)
        }
        for (server, _) in servers { try await eventually { server.openConnections == 0 } }
        #expect(await client.failure(of: servers[1].request)?.kind == .cancelled)
        client.forget(session: "x")
        try await offPool { client.shutDown() }
    }

    @Test func aClientThatNobodyHoldsClosesItsConnections() async throws {
        let server = try LoopbackServer.answering { _ in answer() }
        do {
            let client = try CurlClient()
            _ = try await client.send(.get(server.url()))
            #expect(server.openConnections == 1)
        }
        try await eventually { server.openConnections == 0 }
    }

    @Test func noDescriptorStaysOpen() async {
        // In a process of its own, where no other test opens anything.
        await #expect(processExitsWith: .success) {
            func useAClient() async throws {
                let server = try LoopbackServer.answering { answer($0.path == "/" ? "200 OK" : "404 X", body: "x") }
                let silent = try LoopbackServer { $0.waitUntilClosed() }
                let client = try CurlClient()
                for number in 0..<20 {
                    _ = try await client.send(.get(server.url(number % 2 == 0 ? "/" : "/no")) { $0.session = "s" })
                    let late = HTTPRequest.get(silent.url()) { $0.limits.total = .milliseconds(5) }
                    _ = await client.failure(of: late)
                    let call = client.start(.get("https://127.0.0.1:\(silent.port)/"))
                    call.cancel()
                }
                try await offPool { client.shutDown() }
                server.stop()
                silent.stop()
                try await eventually { server.openConnections <= 0 && silent.openConnections <= 0 }
            }
            try await useAClient()
            // The runtime opens descriptors of its own for the first timer.
            var looks = 0
            try await eventually {
                looks += 1
                return looks > 3
            }
            let before = try Descriptors.count()
            for _ in 0..<5 { try await useAClient() }
            try await eventually { try Descriptors.count() <= before }
        }
    }
}
