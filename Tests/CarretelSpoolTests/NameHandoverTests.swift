import CarretelCore
import CarretelSystem
import CarretelTestKit
import Testing

@testable import CarretelSpool

/// The files of a name that is used again.
@Suite(.temporaryDirectory) struct NameHandoverTests {
    private let layout: SpoolLayout

    init() throws {
        layout = try SpoolLayout.create(at: TemporaryDirectory.current.path("spool"))
    }

    private func document(of id: JobID) -> [UInt8] { Array("{\"job\":{\"id\":\"\(id.text)\"}}\n".utf8) }

    private func text(_ name: String, in folder: Directory) throws -> [UInt8] {
        try folder.readFile(FileName(name), limit: 1 << 16).bytes
    }

    /// Many times, since chance decides whether the publisher comes between the reporter's look and its writing, or the
    /// other way round.
    @Test func theNewcomersProgressStaysWhoeverComesFirst() async throws {
        let files = ProgressFiles(layout: layout)
        for round in 0..<300 {
            let name = "job-\(round)"
            let (older, newcomer) = (JobID(high: 1, low: UInt64(round)), JobID(high: 2, low: UInt64(round)))
            try files.takeOver(resultName: name, id: older, document: document(of: older))
            try files.openEvents(resultName: name).append(Array("older\n".utf8))
            try layout.results.writeFile(FileName("\(name).result.json"), document(of: older), durably: false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [layout] in
                    try Superseding(layout: layout).makeWay(resultName: name, older: older, newcomer: newcomer)
                }
                group.addTask {
                    try files.takeOver(resultName: name, id: newcomer, document: document(of: newcomer))
                    try files.openEvents(resultName: name).append(Array("newcomer\n".utf8))
                }
                try await group.waitForAll()
            }
            #expect(try text("\(name).progress.json", in: layout.progress) == document(of: newcomer), "round \(round)")
            #expect(try text("\(name).events.jsonl", in: layout.progress) == Array("newcomer\n".utf8), "round \(round)")
            let moved = "\(name).\(older.text)"
            #expect(try text("\(moved).result.json", in: layout.superseded) == document(of: older))
            #expect(try text("\(moved).progress.json", in: layout.superseded) == document(of: older))
            #expect(try text("\(moved).events.jsonl", in: layout.superseded) == Array("older\n".utf8))
        }
    }
}
