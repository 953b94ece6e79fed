import CarretelCore
import Testing

struct JournalChoreTests {
    private static let purges = [
        JournalPurge(table: .history),
        JournalPurge(
            table: .scrapingUsage, before: Timestamp(microseconds: 1_800_000_000_123_000),
            youngest: Timestamp(microseconds: 1_790_000_000_123_000), keep: 5, bytes: 1 << 40, rows: 9,
            rowBytes: 120, cursor: 77, young: 256),
    ]

    @Test(arguments: purges.map { JournalChore.purge($0) } + [.shrink])
    func aRequestSaysTheWholeChore(_ chore: JournalChore) throws {
        #expect(try JournalChore(action: chore.action, arguments: chore.arguments) == chore)
    }

    @Test func anAnswerSaysTheWholeReport() throws {
        for report in [
            ChoreReport(isDone: true),
            ChoreReport(
                rows: 3, byCount: 1, byBytes: 2, bytes: 4_096, isDone: false, cursor: 9, young: 7,
                took: .microseconds(1_234),
                note: "made \"anew\""),
        ] {
            #expect(try ChoreAnswer(parsing: ChoreAnswer.done(report).json) == .done(report))
        }
        let reason = FailureReason(.permanent, code: "chore_refused", message: "No.", hint: "Ask another.")
        #expect(try ChoreAnswer(parsing: ChoreAnswer.refused(reason).json) == .refused(reason))
    }

    @Test(arguments: [
        ("bake", "{}", "chore_unknown"), ("purge", "", "chore_invalid"), ("purge", "{}", "chore_invalid"),
        ("purge", #"{"table": "jobs"}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "keep": -1}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "young": -1}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "rows": -1}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "row_bytes": 0}"#, "chore_invalid"),
        ("purge", #"{"table": "scraping-usage", "keep": 5}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "youngest": "yesterday"}"#, "chore_invalid"),
        ("purge", #"{"table": "history", "before": "yesterday"}"#, "chore_invalid"),
    ])
    func whatMakesNoSenseIsRefusedForGood(_ action: String, _ arguments: String, _ code: String) {
        do throws(FailureReason) {
            let chore = try JournalChore(action: action, arguments: Array(arguments.utf8))
            Issue.record("\(chore)")
        } catch {
            #expect(error.code == code)
            #expect(error.failureClass == .permanent)
            #expect(error.hint != nil)
        }
    }
}
