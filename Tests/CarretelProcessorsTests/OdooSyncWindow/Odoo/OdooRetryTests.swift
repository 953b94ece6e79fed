import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// What follows a call that failed: another one, a smaller one, a new session, or none.
@Suite struct OdooRetryTests {
    static let passing: [HTTPResponse] = [
        .html(429), .html(502), .html(503), .html(200), .rpcError("psycopg2.OperationalError"),
    ]

    @Test(arguments: passing) func whatPassesIsTriedThreeTimes(_ answer: HTTPResponse) async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 5))
        odoo.fail("search_read", times: 2, answer)
        let rig = try OdooRig(odoo)
        #expect(try await rig.client.page(OdooRig.orders, after: 0).count == 5)
        #expect(odoo.labels.count { $0 == "sale.order search_read >0 #1000" } == 3)
        odoo.fail("search_read", times: 3, answer)
        #expect(await rig.pageFailure()?.kind == .infrastructure)
        #expect(odoo.labels.count { $0 == "sale.order search_read >0 #1000" } == 6)
    }

    static let final: [HTTPResponse] = [
        .rpcError("odoo.exceptions.AccessDenied"), .rpcError("odoo.exceptions.AccessError"),
        .rpcError("builtins.ValueError"), .rpcError("odoo.exceptions.UserError"), .html(400), .html(413),
        .rpcError("odoo.exceptions.MissingError"),
    ]

    @Test(arguments: final) func whatIsRefusedIsNotAskedAgain(_ answer: HTTPResponse) async throws {
        let odoo = ScriptedOdoo()
        odoo.fail("search_read", times: 9, answer)
        let rig = try OdooRig(odoo)
        #expect(await rig.pageFailure()?.isWorthRetrying == false)
        #expect(odoo.labels.count { $0.contains("search_read") } == 1)
    }

    @Test func anErrorOfJSON2WithTheStatus500IsNotAskedAgain() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: nil, hasJSON2: true))
        odoo.fail("search_read", times: 9, .json2Error("builtins.ValueError", status: 500))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        #expect(await rig.pageFailure()?.kind == .badRequest)
        #expect(odoo.labels.count { $0.contains("search_read") } == 1)
    }

    @Test func theWaitsBetweenTriesGrowUpToTheirBound() async throws {
        for _ in 0..<20 {
            let odoo = ScriptedOdoo()
            odoo.fail("search_read", times: 2, .html(502))
            let rig = try OdooRig(odoo)
            _ = try await rig.client.page(OdooRig.orders, after: 0)
            let pauses = odoo.pauses.suffix(2)
            #expect(pauses.first ?? .max <= 1_000)
            #expect(pauses.last ?? .max <= 2_000)
        }
    }

    @Test func aNamedWaitIsKept() async throws {
        let odoo = ScriptedOdoo()
        odoo.fail("search_read", .html(503, headers: [HTTPHeaders.Field(name: "Retry-After", value: "12")]))
        let rig = try OdooRig(odoo)
        _ = try await rig.client.page(OdooRig.orders, after: 0)
        #expect(odoo.pauses.last == 12_000)
    }

    @Test func nothingIsTriedOnceTheAttemptIsToEnd() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        _ = try await rig.client.connect()
        rig.attempt.cancel()
        let failure = await rig.pageFailure()
        #expect(failure?.kind == .cancelled)
        #expect(failure?.reason.code == "cancelled")
        #expect(odoo.labels.count == 2)
    }

    @Test func anEndedSessionIsMadeAnewOnce() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 1))
        odoo.fail("search_read", .rpcError("odoo.http.SessionExpiredException", code: 100))
        let rig = try OdooRig(odoo)
        #expect(try await rig.client.page(OdooRig.orders, after: 0).count == 1)
        #expect(odoo.labels.count { $0 == "common authenticate" } == 2)
        odoo.fail("search_read", times: 9, .rpcError("odoo.http.SessionExpiredException", code: 100))
        #expect(await rig.pageFailure()?.kind == .expired)
        #expect(odoo.labels.count { $0.contains("search_read") } == 4)
    }

    @Test func aUserThatWasDeletedIsLookedForAgain() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        _ = try await rig.client.connect()
        odoo.fail("search_read", .rpcError("odoo.exceptions.MissingError"))
        odoo.fail("common authenticate", .rpc("false"))
        #expect(await rig.pageFailure()?.kind == .recordMissing)
        #expect(await rig.pageFailure()?.kind == .denied)
    }

    // Smaller pages.

    static let breaking: [Result<HTTPResponse, HTTPFailure>] = [
        .success(.html(504)), .failure(HTTPFailure(.timedOut, "…")), .failure(HTTPFailure(.truncated, "…")),
        .success(.json(#"{"jsonrpc": "2.0", "id": 1, "result": [{"id": 1"#)),
    ]

    @Test(arguments: breaking) func aPageOverWhichTheServerBreaksIsReadInPieces(
        _ answer: Result<HTTPResponse, HTTPFailure>
    ) async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 700))
        switch answer {
        case .success(let response): odoo.fail("search_read", above: 300, times: 99, response)
        case .failure(let failure): odoo.fail("search_read", above: 300, times: 99, failure)
        }
        let rig = try OdooRig(odoo)
        let records = try await rig.client.page(OdooRig.orders, after: 0)
        #expect(records.map(\.id) == Array(1...700))
        #expect(
            odoo.labels.dropFirst(2) == [
                "sale.order search_read >0 #1000", "sale.order search_read >0 #500", "sale.order search_read >0 #250",
                "sale.order search_read >250 #250", "sale.order search_read >500 #250",
            ])
    }

    @Test func aPageTooLargeForUsIsHalvedWithoutWaiting() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 120))
        odoo.fail("search_read", above: 70, times: 99, HTTPFailure(.bodyTooLarge, "…"))
        let rig = try OdooRig(odoo)
        #expect(try await rig.client.page(OdooRig.orders, after: 0).count == 120)
        #expect(odoo.pauses.allSatisfy { $0 == 0 })
        odoo.fail("stock.quant", times: 99, HTTPFailure(.bodyTooLarge, "…"))
        var query = OdooRig.orders
        query.model = "stock.quant"
        let failure = await rig.failure { (client) throws(OdooFailure) in try await client.page(query, after: 0) }
        #expect(failure?.reason.code == "http_body_too_large")
        #expect(odoo.labels.last == "stock.quant search_read >0 #\(OdooLimits.smallestPage)")
    }

    @Test func pagesShrinkToTheirLimitAndGrowBackSlowly() {
        var size = OdooPageSize()
        var sizes: [Int] = []
        while size.broke(at: size.size(for: 1_000)) { sizes.append(size.size(for: 1_000)) }
        #expect(sizes == [500, 250, 125, 62, 50])
        sizes = []
        for _ in 0..<5 {
            for _ in 0..<OdooLimits.pagesBeforeGrowth - 1 { size.succeeded(at: size.size(for: 1_000), of: 1_000) }
            sizes.append(size.size(for: 1_000))
            // The short last page of a reading says nothing.
            size.succeeded(at: 3, of: 1_000)
            #expect(size.size(for: 1_000) == sizes.last)
            size.succeeded(at: size.size(for: 1_000), of: 1_000)
        }
        #expect(sizes == [50, 100, 200, 400, 800])
        #expect(size.size(for: 1_000) == 1_000)
        #expect(size.size(for: 7) == 7)
    }

    @Test func aPageOfAnotherShapeIsAFailureAndNeverAnEmptyPage() async throws {
        let shapes = [
            "{}", "null", "false", #"[{"name": "no id"}]"#, #"[{"id": 2}, {"id": 2}]"#, #"[{"id": 3}, {"id": 2}]"#,
            #"[{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]"#,
        ]
        for shape in shapes {
            let odoo = ScriptedOdoo()
            odoo.fail("search_read", times: 3, .rpc(shape))
            let failure = await (try OdooRig(odoo)).pageFailure(limit: 3)
            #expect(failure?.reason.code == "odoo_malformed", "\(shape)")
        }
    }

    @Test func fieldsAreAskedForOnceAndAgainAfterARefusal() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        let fields = try await rig.client.fields(of: "sale.order")
        #expect(fields["partner_id"]?.relation == "res.partner")
        #expect(fields.contains("name") && !fields.contains("no_name"))
        _ = try await rig.client.fields(of: "sale.order")
        #expect(odoo.labels.count { $0.contains("fields_get") } == 1)
        odoo.fail("search_read", .rpcError("builtins.ValueError"))
        #expect(await rig.pageFailure()?.kind == .badRequest)
        _ = try await rig.client.fields(of: "sale.order")
        #expect(odoo.labels.count { $0.contains("fields_get") } == 2)
        odoo.clock.advance(by: OdooLimits.fieldsLifetime)
        _ = try await rig.client.fields(of: "sale.order")
        #expect(odoo.labels.count { $0.contains("fields_get") } == 3)
    }

    @Test func aModelThatIsNotInstalledIsTold() async throws {
        let odoo = ScriptedOdoo()
        odoo.fail("purchase.request fields_get", .rpcError("odoo.exceptions.UserError"))
        let failure = await (try OdooRig(odoo)).failure { (client) throws(OdooFailure) in
            try await client.fields(of: "purchase.request")
        }
        #expect(failure?.kind == .modelMissing)
    }

    @Test func whatIsNoModelsNameIsNeverPutIntoAnAddress() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: nil, hasJSON2: true))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        let failure = await rig.failure { (client) throws(OdooFailure) in
            try await client.fields(of: "../../web?x=")
        }
        #expect(failure?.kind == .badRequest)
        #expect(odoo.labels == ["common version", "json2 res.users context_get"])
    }

    @Test func idsComeInLargePages() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 50_001))
        let ids = try await (try OdooRig(odoo)).client.identifiers(of: "sale.order", domain: .everything)
        #expect(ids == Array(1...50_001))
        #expect(
            odoo.labels.suffix(2) == ["sale.order search >0 #50000", "sale.order search >50000 #50000"])
    }

    @Test func recordsByIdComeInPiecesWithoutThoseThatAreGone() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 1_200))
        let records = try await (try OdooRig(odoo)).client.records(
            of: "sale.order", ids: Array((1...1_500).reversed()), fields: ["name"])
        #expect(records.map(\.id) == Array(1...1_200))
        #expect(
            odoo.labels.suffix(2) == ["sale.order search_read >0 #1000", "sale.order search_read >0 #500"])
    }

    // The server's clock.

    @Test func theServersTimeIsThatOfAnAnswer() async throws {
        let odoo = ScriptedOdoo()
        let rig = try OdooRig(odoo)
        #expect(try await rig.client.serverTime().rfc3339Milliseconds == "2026-11-20T11:59:58.000Z")
        #expect(rig.attempt.warnings.isEmpty)
        #expect(odoo.labels == ["common version", "common authenticate", "common version"])
    }

    @Test(arguments: [nil, "yesterday"]) func withoutADateOurOwnClockIsUsedWithOneWarning(_ date: String?) async throws
    {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(date: date))
        odoo.clock.advance(by: .milliseconds(987))
        let rig = try OdooRig(odoo)
        for _ in 0..<2 {
            #expect(try await rig.client.serverTime().rfc3339Milliseconds == "2026-11-20T12:00:00.000Z")
        }
        #expect(rig.attempt.warnings.map(\.code) == ["odoo_no_server_time"])
    }

    @Test func theTimeOverJSON2NeedsNoRight() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(version: nil, hasJSON2: true))
        odoo.fail("context_get", times: 9, .json2Error("odoo.exceptions.AccessError", status: 403))
        let rig = try OdooRig(odoo, secrets: ["api_key": ScriptedOdoo.key])
        #expect(try await rig.client.serverTime().rfc3339Milliseconds == "2026-11-20T11:59:58.000Z")
    }
}
