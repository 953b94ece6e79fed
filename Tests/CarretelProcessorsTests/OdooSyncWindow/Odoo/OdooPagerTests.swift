import CarretelCore
import CarretelTestKit
import Synchronization
import Testing

@testable import CarretelProcessors

/// All records of a query, one page ahead.
@Suite struct OdooPagerTests {
    static func query(_ limit: Int) -> OdooQuery {
        var query = OdooRig.orders
        query.limit = limit
        return query
    }

    /// Records there, records of a page, and the pages that come.
    static let rows: [(records: Int, limit: Int, pages: [Int])] = [
        (0, 10, [0]), (9, 10, [9]), (10, 10, [10, 0]), (25, 10, [10, 10, 5]), (3, 1, [1, 1, 1, 0]),
    ]

    @Test(arguments: rows) func everyRecordComesOnceAndInOrder(records: Int, limit: Int, pages: [Int]) async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: records))
        var pager = OdooPager(try OdooRig(odoo).client, Self.query(limit))
        var ids: [Int64] = []
        var counts: [Int] = []
        while let page = try await pager.next() {
            ids += page.map(\.id)
            counts.append(page.count)
        }
        #expect(ids == (0..<Int64(records)).map { $0 + 1 })
        #expect(counts == pages)
        #expect(try await pager.next() == nil)
        #expect(odoo.labels.count { $0.contains("search_read") } == pages.count)
    }

    @Test func theNextPageIsUnderWayWhileTheCallerWorks() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 25))
        var pager = OdooPager(try OdooRig(odoo).client, Self.query(10))
        #expect(odoo.labels.isEmpty)
        _ = try await pager.next()
        try await eventually("the second page is asked for") { odoo.labels.last?.hasSuffix(">10 #10") == true }
        _ = try await pager.next()
        try await eventually("the third page is asked for") { odoo.labels.last?.hasSuffix(">20 #10") == true }
        // Never two ahead.
        #expect(odoo.labels.count { $0.contains("search_read") } == 3)
        await pager.stop()
    }

    @Test func aFailureComesWithItsPageAndEndsTheReading() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 25))
        odoo.fail(">10", .rpcError("odoo.exceptions.AccessError"))
        var pager = OdooPager(try OdooRig(odoo).client, Self.query(10))
        #expect(try await pager.next()?.count == 10)
        var kind: OdooFailure.Kind?
        do throws(OdooFailure) { _ = try await pager.next() } catch { kind = error.kind }
        #expect(kind == .forbidden)
        #expect(try await pager.next() == nil)
    }

    /// Answers the first requests and then keeps one until its task is cancelled.
    private final class Keeping: HTTPClient {
        private let http: ScriptedHTTP
        private let isWaiting = Mutex(false)
        private let wasCancelled = Mutex(false)

        init(_ odoo: ScriptedOdoo) { http = odoo.http }

        var keepsOne: Bool { isWaiting.withLock { $0 } }
        var sawCancellation: Bool { wasCancelled.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            guard String(decoding: request.body, as: UTF8.self).contains(#"["id",">",10]"#) else {
                return try await http.send(request)
            }
            isWaiting.withLock { $0 = true }
            // Nobody ever adds to the stream: it ends by cancellation alone.
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            for await _ in stream {}
            continuation.finish()
            wasCancelled.withLock { $0 = true }
            throw HTTPFailure(.cancelled, "The request was cancelled.")
        }

        func stream(
            _ request: HTTPRequest, onChunk: @escaping HTTPChunkHandler
        ) async throws(HTTPFailure) -> HTTPResponse { try await http.stream(request, onChunk: onChunk) }

        func forget(session: String) {}
    }

    @Test func cancellingWhoeverWaitsCancelsTheRequest() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 25))
        let http = Keeping(odoo)
        let rig = try OdooRig(odoo, http: http)
        let task = Task {
            var pager = OdooPager(rig.client, Self.query(10))
            do throws(OdooFailure) {
                while try await pager.next() != nil {}
                return OdooFailure.Kind?.none
            } catch {
                return error.kind
            }
        }
        try await eventually("the second page is under way") { http.keepsOne }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(http.sawCancellation)
    }

    @Test func stoppingWaitsUntilNothingIsUnderWay() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 25))
        let http = Keeping(odoo)
        var pager = OdooPager(try OdooRig(odoo, http: http).client, Self.query(10))
        _ = try await pager.next()
        try await eventually("the second page is under way") { http.keepsOne }
        await pager.stop()
        #expect(http.sawCancellation)
        #expect(try await pager.next() == nil)
    }

    @Test func aPagerThatIsLetGoOfLeavesNothingUnderWay() async throws {
        let odoo = ScriptedOdoo(ScriptedOdoo.Manner(records: 25))
        let http = Keeping(odoo)
        let rig = try OdooRig(odoo, http: http)
        func readOne() async throws {
            var pager = OdooPager(rig.client, Self.query(10))
            _ = try await pager.next()
            try await eventually("the second page is under way") { http.keepsOne }
        }
        try await readOne()
        try await eventually("the request is cancelled") { http.sawCancellation }
    }
}
