import CarretelCore
import Testing

@testable import CarretelProcessors

@Suite("A window") struct SyncWindowTests {
    private let rule = WindowRule(length: .seconds(2_400), lag: .seconds(300), overlap: .seconds(120))
    private let now: Timestamp

    init() throws { now = try moment("2026-11-20T12:00:00Z") }

    @Test("of a table that was never filled has no beginning and ends before what may still be on its way")
    func firstLoad() throws {
        let window = SyncWindow.regular(mark: nil, serverNow: now, rule: rule)
        #expect(window == SyncWindow(from: nil, to: try moment("2026-11-20T11:55:00Z")))
        #expect(window.domain(["write_date"]) == .everything)
    }

    @Test("goes back as far as the rule says when the mark is younger")
    func length() throws {
        let window = SyncWindow.regular(mark: try moment("2026-11-20T11:40:00Z"), serverNow: now, rule: rule)
        #expect(window == SyncWindow(from: try moment("2026-11-20T11:20:00Z"), to: try moment("2026-11-20T11:55:00Z")))
    }

    @Test("goes back to the mark and the overlap before it when the last run is longer ago")
    func gap() throws {
        let window = SyncWindow.regular(mark: try moment("2026-11-18T08:00:00Z"), serverNow: now, rule: rule)
        #expect(window.from == (try moment("2026-11-18T07:58:00Z")))
    }

    @Test("lies on whole seconds, rounded down, though mark and clock do not")
    func wholeSeconds() throws {
        let window = SyncWindow.regular(
            mark: try moment("2026-11-18T08:00:00.75Z"), serverNow: now + .milliseconds(900), rule: rule)
        #expect(window == SyncWindow(from: try moment("2026-11-18T07:58:00Z"), to: try moment("2026-11-20T11:55:00Z")))
        #expect(Timestamp(microseconds: -1).flooredToSecond == Timestamp(microseconds: -1_000_000))
    }

    @Test("is empty, and never upside down, when the server's clock went back behind the mark")
    func clockWentBack() throws {
        let short = WindowRule(length: .seconds(60), lag: .seconds(300), overlap: .zero)
        let window = SyncWindow.regular(mark: now + .seconds(3_600), serverNow: now, rule: short)
        #expect(window.isEmpty)
        #expect(window.mark(after: now + .seconds(3_600)) == nil)
    }

    @Test("by from and to is exactly these, but ends no later than others")
    func exact() throws {
        let from = try moment("2026-11-01T00:00:00Z")
        let to = try moment("2026-11-02T00:00:00Z")
        #expect(SyncWindow.exact(from: from, to: to, serverNow: now, rule: rule) == SyncWindow(from: from, to: to))
        let end = try moment("2026-11-20T11:55:00Z")
        #expect(SyncWindow.exact(from: from, to: nil, serverNow: now, rule: rule).to == end)
        #expect(SyncWindow.exact(from: from, to: now, serverNow: now, rule: rule).to == end)
        #expect(SyncWindow.exact(from: now, to: nil, serverNow: now, rule: rule).isEmpty)
    }

    @Test("moves the mark to its end when it begins at or before the mark, and only forward")
    func mark() throws {
        let mark = try moment("2026-11-10T00:00:00Z")
        let later = try moment("2026-11-12T00:00:00Z")
        #expect(SyncWindow(from: nil, to: later).mark(after: nil) == later)
        #expect(SyncWindow(from: mark, to: later).mark(after: mark) == later)
        #expect(SyncWindow(from: mark - .seconds(9), to: later).mark(after: mark) == later)
        #expect(SyncWindow(from: mark + .seconds(1), to: later).mark(after: mark) == nil, "a gap")
        #expect(SyncWindow(from: mark, to: later).mark(after: nil) == nil, "what is before was never read")
        #expect(SyncWindow(from: mark - .seconds(9), to: mark).mark(after: mark) == nil)
    }

    @Test("asks for records of which any stamp lies in it, each from and before, properly nested")
    func domain() throws {
        let window = SyncWindow(from: try moment("2026-11-20T11:00:00Z"), to: try moment("2026-11-20T11:55:00Z"))
        #expect(
            json(window.domain(["write_date", "order_id.write_date", "x.write_date"])) == #"["|","|","#
                + #""&",["write_date",">=","2026-11-20 11:00:00"],["write_date","<","2026-11-20 11:55:00"],"#
                + #""&",["order_id.write_date",">=","2026-11-20 11:00:00"],["order_id.write_date","<","2026-11-20 11:55:00"],"#
                + #""&",["x.write_date",">=","2026-11-20 11:00:00"],["x.write_date","<","2026-11-20 11:55:00"]]"#)
    }
}
