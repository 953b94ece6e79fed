import CarretelCore
import Testing

struct EventLineTests {
    private let moment = Timestamp(microseconds: 1_795_176_000_000_000)

    private func line(_ event: String) -> String {
        String(decoding: EventLine.render(event: Array(event.utf8), sequence: 4, at: moment), as: UTF8.self)
    }

    @Test func `an event gets its number and moment in front`() {
        #expect(
            line(#"{"worker_id":1,"progresso":50}"#)
                == #"{"seq":4,"timestamp":"2026-11-20T12:00:00.000Z","worker_id":1,"progresso":50}"# + "\n")
    }

    @Test(arguments: ["{}", " { \n } ", ""])
    func `an empty event is its number and moment`(_ event: String) {
        #expect(line(event) == #"{"seq":4,"timestamp":"2026-11-20T12:00:00.000Z"}"# + "\n")
    }

    @Test func `an event laid out over lines becomes one line`() throws {
        let text = line("{\n  \"a\": [1,\n 2]\n}")
        #expect(text.utf8.filter { $0 == 0x0A }.count == 1)
        #expect(try JSONValue(parsing: Array(text.utf8))["a"]?.count == 2)
    }

    @Test func `the last line says that it is the last`() {
        let last = EventLine.renderLast(sequence: 9, at: moment, status: .partial, result: "../results/a.result.json")
        #expect(
            String(decoding: last, as: UTF8.self)
                == #"{"seq":9,"timestamp":"2026-11-20T12:00:00.000Z","completo":true,"status":"partial","#
                + #""result":"../results/a.result.json"}"# + "\n")
        #expect(EventLine.isComplete(last))
        #expect(EventLine.lastSequence(in: last) == 9)
    }

    @Test func `the number of the last whole line is found in a tail`() {
        let lines = Array((line("{}") + line(#"{"a":1}"#)).utf8)
        #expect(EventLine.lastSequence(in: lines) == 4)
        #expect(!EventLine.isComplete(lines))
        #expect(EventLine.lastSequence(in: lines + Array(#"{"seq":5,"tim"#.utf8)) == 4)
        #expect(EventLine.lastSequence(in: []) == 0)
        #expect(EventLine.lastSequence(in: Array("torn".utf8)) == 0)
        #expect(EventLine.lastSequence(in: Array("half of a line}\n".utf8)) == 0)
    }
}
