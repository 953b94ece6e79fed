import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// The control door, faults, the log, and the writer for load.
@Suite struct OdooSteeringTests {
    @Test func scriptsChangeRecordsByTheDoor() async throws {
        try await SandboxRig.odoo { rig, clock in
            clock.advance(by: .seconds(5))
            let created = try await rig.post(
                "/sandbox/odoo/create",
                #"{"model":"sale.order","values":{"name":"S08000","partner_id":1,"date_order":"2026-11-20 08:00:00"}}"#)
            let id = try #require(try created.json["id"]?.int64)
            _ = try await rig.post(
                "/sandbox/odoo/write", #"{"model":"sale.order","ids":[\#(id)],"values":{"locked":true}}"#)
            _ = try await rig.post("/sandbox/odoo/delete", #"{"model":"sale.order","ids":[1]}"#)
            _ = try await rig.post("/sandbox/odoo/archive", #"{"model":"product.product","ids":[1]}"#)
            let raw = #"{"model":"sale.order","ids":[2],"values":{"client_order_ref":"raw"},"raw":true}"#
            _ = try await rig.post("/sandbox/odoo/write", raw)
            let records = try await rig.get("/sandbox/odoo/records?model=sale.order").json
            #expect(records["count"]?.int64 == 60)
            let all = try #require(records["records"]).elements
            let new = try #require(all.first { $0["id"]?.int64 == id })
            #expect(new["locked"]?.boolean == true)
            #expect(new["partner_id"]?.int64 == 1)
            #expect(new["write_date_us"]?.int64 == clock.now.wall.microseconds)
            #expect(all.first { $0["id"]?.int64 == 2 }?["client_order_ref"]?.string == "raw")
            #expect(all.allSatisfy { $0["id"]?.int64 != 1 })
            #expect(rig.sandbox.odoo.records("product.product")[1]?["active"] == false)
        }
    }

    @Test func scriptsHoldTransactionsOpenByTheDoor() async throws {
        try await SandboxRig.odoo { rig, clock in
            let number = try #require(
                try await rig.post("/sandbox/odoo/begin", "").json["transaction"]?.int64)
            let body =
                #"{"model":"sale.order","ids":[1],"values":{"client_order_ref":"late"},"transaction":\#(number)}"#
            try await #expect(rig.post("/sandbox/odoo/write", body).status == 200)
            let begun = clock.now.wall
            clock.advance(by: .seconds(8))
            #expect(rig.sandbox.odoo.records("sale.order")[1]?["client_order_ref"] != "late")
            try await #expect(rig.post("/sandbox/odoo/commit", #"{"transaction":\#(number)}"#).status == 200)
            #expect(rig.sandbox.odoo.records("sale.order")[1]?["client_order_ref"] == "late")
            #expect(rig.sandbox.odoo.records("sale.order")[1]?["write_date"] == .moment(begun))
            try await #expect(rig.post("/sandbox/odoo/commit", #"{"transaction":\#(number)}"#).status == 400)
        }
    }

    @Test(arguments: [
        ("write", #"{"model":"no.such","ids":[1],"values":{}}"#),
        ("write", #"{"model":"sale.order","ids":[1],"values":{"nope":1}}"#),
        ("write", #"{"model":"sale.order","ids":[1],"values":{"date_order":"soon"}}"#),
        ("write", "nonsense"), ("commit", #"{"transaction":7}"#),
    ])
    func whatTheDoorDoesNotUnderstandIsRefused(word: String, body: String) async throws {
        try await SandboxRig.odoo { rig, _ in
            let answer = try await rig.post("/sandbox/odoo/\(word)", body)
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("session-expired", "odoo.http.SessionExpiredException"), ("access-denied", "odoo.exceptions.AccessDenied"),
        ("access-error", "odoo.exceptions.AccessError"), ("missing-record", "odoo.exceptions.MissingError"),
        ("user-error", "odoo.exceptions.UserError"), ("value-error", "builtins.ValueError"),
        ("no-database", "psycopg2.OperationalError"), ("serialization", "psycopg2.errors.SerializationFailure"),
    ])
    func plannedExceptionsArePlayedOnce(kind: String, name: String) async throws {
        try await SandboxRig.odoo { rig, _ in
            try rig.sandbox.order(FaultOrder("sale.order.search:2:\(kind)"))
            try await #expect(rig.exception("sale.order", "search", "[[]]") == nil)
            try await #expect(rig.exception("sale.order", "search", "[[]]") == name)
            try await #expect(rig.exception("sale.order", "search", "[[]]") == nil)
            #expect(rig.sandbox.log.calls.map(\.outcome) == ["ok", kind, "ok"])
        }
    }

    @Test func faultsOfTheWireArePlayedToo() async throws {
        try await SandboxRig.odoo { rig, _ in
            let body = #"{"id":1,"params":{"service":"common","method":"version","args":[]}}"#
            try rig.sandbox.order(
                FaultOrder(
                    "common.version:1:html-429", "common.version:2:html-502", "common.version:3:reset",
                    "common.version:4:truncated", "*:5:broken"))
            try await #expect(rig.odooPost("/jsonrpc", body).status == 429)
            try await #expect(rig.odooPost("/jsonrpc", body).status == 502)
            try await #expect(rig.odooPost("/jsonrpc", body).end == .reset)
            try await #expect(rig.odooPost("/jsonrpc", body).end == .closed)
            // A fault of Omie's is none of Odoo's.
            try await #expect(rig.odooPost("/jsonrpc", body).json["result"] != nil)
        }
    }

    @Test func theLogTellsMethodRowsAndTheServersTime() async throws {
        try await SandboxRig.run(.small { $0.odoo.latencyPerRow = .milliseconds(2) }) { rig in
            _ = try await rig.result("sale.order.line", "search_read", "[[]]", #"{"limit":20,"fields":["name"]}"#)
            let call = try #require(rig.sandbox.log.calls.last)
            #expect(call.method == "sale.order.line.search_read")
            #expect((call.page, call.size, call.records) == (1, 20, 20))
            #expect(call.duration - call.waited >= .milliseconds(40))
            let log = try await rig.get("/sandbox/log?method=sale.order.line.search_read").json
            let logged = try #require(log["calls"]?.elements.first { _ in true })
            #expect(try #require(logged["work_us"]?.int64) >= 40_000)
        }
    }

    @Test func moreCallsThanWorkersWaitInLine() async throws {
        try await SandboxRig.run(
            .small { settings in
                // So long that the last client comes while the first are at work.
                settings.odoo.latency = .seconds(2)
                settings.odoo.workers = 2
            }
        ) { rig in
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask { _ = try await rig.result("sale.order", "search_count", "[[]]") }
                }
                try await group.waitForAll()
            }
            let calls = rig.sandbox.log.calls
            #expect(calls.count == 6)
            // Two at a time: no moment has three calls at work. What a call begins with are two clocks, read one after
            // the other, so that spans of different calls are compared without their ends.
            let blur = Duration.milliseconds(500)
            let spans = calls.map { call in
                let end = call.startedAt + (call.duration - blur)
                return (begin: call.startedAt + (call.waited + blur), end: end)
            }
            for span in spans {
                let atWork = spans.filter { $0.begin <= span.begin && span.begin < $0.end }
                #expect(atWork.count <= 2)
            }
            #expect(calls.contains { $0.waited >= .milliseconds(25) })
        }
    }

    @Test func aCopyKeptByWindowsEndsEqualToTheRecords() async throws {
        try await SandboxRig.odoo { rig, clock in
            let odoo = rig.sandbox.odoo
            var copy: [Int64: String] = [:]
            var from = Timestamp(microseconds: 0)
            for pass in 1...12 {
                try odoo.writeAtRandom(40, seed: UInt64(pass))
                clock.advance(by: .milliseconds(1_700))
                let to = Timestamp(microseconds: clock.now.wall.microseconds / 1_000_000 * 1_000_000)
                var last: Int64 = 0
                while true {
                    let window =
                        #"["write_date",">=","\#(Self.text(from))"],["write_date","<","\#(Self.text(to))"]"#
                    let page = try await rig.result(
                        "sale.order.line", "search_read", #"[[\#(window),["id",">",\#(last)]]]"#,
                        #"{"fields":["product_uom_qty","price_subtotal","state","write_date"],"order":"id","limit":25}"#
                    )
                    for row in page.elements {
                        last = try #require(row["id"]?.int64)
                        copy[last] = row.text
                    }
                    // Between two pages somebody writes.
                    try odoo.writeAtRandom(3, seed: UInt64(pass) << 8 | UInt64(last))
                    if page.count < 25 { break }
                }
                from = to
            }
            clock.advance(by: .seconds(2))
            let rest = try await rig.result(
                "sale.order.line", "search_read", #"[[["write_date",">=","\#(Self.text(from))"]]]"#,
                #"{"fields":["product_uom_qty","price_subtotal","state","write_date"]}"#)
            for row in rest.elements { copy[try #require(row["id"]?.int64)] = row.text }
            let truth = try await rig.result(
                "sale.order.line", "search_read", "[[]]",
                #"{"fields":["product_uom_qty","price_subtotal","state","write_date"]}"#)
            let alive = Set(odoo.ids("sale.order.line"))
            #expect(copy.keys.contains { !alive.contains($0) }, "The writer deleted nothing.")
            copy = copy.filter { alive.contains($0.key) }
            #expect(Set(copy.values) == Set(truth.elements.map(\.text)))
        }
    }

    @Test func theWriterRepeatsItselfFromItsSeed() async throws {
        var ends: [[Int64: [String: OdooValue]]] = []
        for seed in [5, 5, 6] as [UInt64] {
            try await SandboxRig.odoo { rig, _ in
                try rig.sandbox.odoo.writeAtRandom(200, seed: seed)
                ends.append(rig.sandbox.odoo.records("sale.order.line"))
            }
        }
        #expect(ends[0] == ends[1])
        #expect(ends[0] != ends[2])
    }

    private static func text(_ moment: Timestamp) -> String {
        let text = moment.rfc3339Milliseconds
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }
}
