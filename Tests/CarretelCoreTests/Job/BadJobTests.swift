import CarretelCore
import Testing

/// A job file with one thing wrong, and all that is said about it.
struct BadJob: Sendable, CustomTestStringConvertible {
    let file: String
    let code: String
    /// Line and column.
    let place: String
    let pointer: String
    let message: String
    let hint: String

    init(_ file: String, _ code: String, _ place: String, _ pointer: String, _ message: String, _ hint: String) {
        self.file = file
        self.code = code
        self.place = place
        self.pointer = pointer
        self.message = message
        self.hint = hint
    }

    var testDescription: String { String(file.prefix(100)) }
}

private let longKey = String(repeating: "é", count: 101)
private let longName = String(repeating: "x", count: 201)

/// A rupture-lots job with these parameters beside its dataset.
private func lots(_ parameters: String) -> String {
    #"{"type":"rupture-lots","parameters":{"dataset":"d",\#(parameters)}}"#
}

/// Every kind of bad job, with its exact words: they are what a writer has to go by.
@Suite struct BadJobTests {
    private func expectRejection(_ job: BadJob) throws {
        let reader = try SampleTypes.reader()
        guard case .rejected(let reason, _) = reader.read(Array(job.file.utf8)) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.failureClass == .permanent)
        #expect(reason.code == job.code)
        #expect("\(reason.line ?? 0):\(reason.column ?? 0)" == job.place)
        #expect(reason.pointer == job.pointer)
        #expect(reason.message == job.message)
        #expect(reason.hint == job.hint)
        #expect(JobFileCode(rawValue: reason.code) != nil)
        #expect(reader.problems(in: Array(job.file.utf8)).first == reason)
    }

    @Test(arguments: [
        BadJob(
            "{}", "missing_member", "1:1", "/type",
            #"Expected a member "type" with the name of the job type, found none."#,
            #"Add "type": "echo" or "rupture-lots"."#),
        BadJob(
            #"{"type":5}"#, "wrong_type", "1:9", "/type",
            #"Expected the name of a job type for "type", found 5."#,
            #"Give one of "echo" or "rupture-lots"."#),
        BadJob(
            #"{"type":null}"#, "wrong_type", "1:9", "/type",
            #"Expected the name of a job type for "type", found null."#,
            #"Give one of "echo" or "rupture-lots"."#),
        BadJob(
            #"{"type":"rupture-lot"}"#, "unknown_type", "1:9", "/type",
            #"Expected a job type (echo or rupture-lots) for "type", found the string "rupture-lot"."#,
            #"Did you mean "rupture-lots"?"#),
        BadJob(
            #"{"type":"Rupture_Lots"}"#, "unknown_type", "1:9", "/type",
            #"Expected a job type (echo or rupture-lots) for "type", found the string "Rupture_Lots"."#,
            #"Did you mean "rupture-lots"?"#),
        BadJob(
            #"{"type":"scan"}"#, "unknown_type", "1:9", "/type",
            #"Expected a job type (echo or rupture-lots) for "type", found the string "scan"."#,
            "The job types are echo and rupture-lots."),
        BadJob(
            #"{"type":""}"#, "unknown_type", "1:9", "/type",
            #"Expected a job type (echo or rupture-lots) for "type", found an empty string."#,
            "The job types are echo and rupture-lots."),
        BadJob(
            #"{"type":"nope","max_attempts":0}"#, "unknown_type", "1:9", "/type",
            #"Expected a job type (echo or rupture-lots) for "type", found the string "nope"."#,
            "The job types are echo and rupture-lots."),
    ])
    func theTypeIsNamedAndKnown(job: BadJob) throws { try expectRejection(job) }

    @Test(arguments: [
        BadJob(
            #"{"type":"echo","prioridade":3}"#, "unknown_member", "1:16", "/prioridade",
            #"Expected a known member in the job file, found "prioridade"."#,
            #"Did you mean "priority"?"#),
        BadJob(
            #"{"type":"echo","timeoutSeconds":3}"#, "unknown_member", "1:16", "/timeoutSeconds",
            #"Expected a known member in the job file, found "timeoutSeconds"."#,
            #"Did you mean "timeout_seconds"?"#),
        BadJob(
            #"{"type":"echo","timeout":3}"#, "unknown_member", "1:16", "/timeout",
            #"Expected a known member in the job file, found "timeout"."#,
            #"Did you mean "timeout_seconds"?"#),
        BadJob(
            #"{"type":"echo","params":{}}"#, "unknown_member", "1:16", "/params",
            #"Expected a known member in the job file, found "params"."#,
            #"Did you mean "parameters"?"#),
        BadJob(
            #"{"type":"echo","metadata":{}}"#, "unknown_member", "1:16", "/metadata",
            #"Expected a known member in the job file, found "metadata"."#,
            #"Did you mean "meta"?"#),
        BadJob(
            #"{"type":"echo","xyzzy":1}"#, "unknown_member", "1:16", "/xyzzy",
            #"Expected a known member in the job file, found "xyzzy"."#,
            "The members of a job file are type, key, requested_by, priority, timeout_seconds, "
                + "max_attempts, not_before, expires_at, meta and parameters."),
        BadJob(
            #"{"type":"rupture-lots","pedidos":[1],"parameters":{"dataset":"d"}}"#,
            "unknown_member", "1:24", "/pedidos",
            #"Expected a known member in the job file, found "pedidos"."#,
            #"Move "pedidos" into "parameters"."#),
        BadJob(
            #"{"type":"rupture-lots","pedido":[1],"parameters":{"dataset":"d"}}"#, "unknown_member", "1:24", "/pedido",
            #"Expected a known member in the job file, found "pedido"."#,
            #"Did you mean "pedidos"? It belongs in "parameters"."#),
    ])
    func membersAreKnown(job: BadJob) throws { try expectRejection(job) }

    @Test(arguments: [
        BadJob(
            #"{"type":"echo","key":""}"#, "wrong_length", "1:22", "/key",
            #"Expected a string of 1 to 200 bytes for "key", found an empty string."#,
            "Give a text or leave the member out."),
        BadJob(
            #"{"type":"echo","key":5}"#, "wrong_type", "1:22", "/key",
            #"Expected a string of 1 to 200 bytes for "key", found 5."#,
            #"Put it in double quotes: "5"."#),
        BadJob(
            #"{"type":"echo","key":null}"#, "wrong_type", "1:22", "/key",
            #"Expected a string of 1 to 200 bytes for "key", found null."#,
            "Leave the member out instead of giving null."),
        BadJob(
            #"{"type":"echo","key":"\#(longKey)"}"#, "wrong_length", "1:22", "/key",
            #"Expected a string of 1 to 200 bytes for "key", found one of 202."#,
            "Shorten it to 200 bytes."),
        BadJob(
            #"{"type":"echo","requested_by":["maria"]}"#, "wrong_type", "1:31", "/requested_by",
            #"Expected a string of 0 to 200 bytes for "requested_by", found an array."#,
            "Give a string of 0 to 200 bytes."),
        BadJob(
            #"{"type":"echo","requested_by":"\#(longName)"}"#, "wrong_length", "1:31", "/requested_by",
            #"Expected a string of 0 to 200 bytes for "requested_by", found one of 201."#,
            "Shorten it to 200 bytes."),
    ])
    func keyAndRequesterAreShortTexts(job: BadJob) throws { try expectRejection(job) }

    @Test(arguments: [
        BadJob(
            #"{"type":"echo","priority":10}"#, "out_of_range", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found 10."#,
            "Give an integer from 0 to 9."),
        BadJob(
            #"{"type":"echo","priority":-1}"#, "out_of_range", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found -1."#,
            "Give an integer from 0 to 9."),
        BadJob(
            #"{"type":"echo","priority":5.0}"#, "wrong_type", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found 5.0."#,
            "Write 5, without fraction and exponent."),
        BadJob(
            #"{"type":"echo","priority":5.5}"#, "wrong_type", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found 5.5."#,
            "Give an integer from 0 to 9."),
        BadJob(
            #"{"type":"echo","priority":"5"}"#, "wrong_type", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found the string "5"."#,
            "Write 5 without the quotes."),
        BadJob(
            #"{"type":"echo","priority":"high"}"#, "wrong_type", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found the string "high"."#,
            "Give an integer from 0 to 9."),
        BadJob(
            #"{"type":"echo","priority":99999999999999999999}"#, "out_of_range", "1:27", "/priority",
            #"Expected an integer from 0 to 9 for "priority", found 99999999999999999999."#,
            "Give an integer from 0 to 9."),
        BadJob(
            #"{"type":"echo","timeout_seconds":3601}"#, "out_of_range", "1:34", "/timeout_seconds",
            #"Expected a number of seconds above 0 and at most 3600 (1 h) for "timeout_seconds", found 3601."#,
            "Lower it and split larger work over several job files."),
        BadJob(
            #"{"type":"echo","timeout_seconds":0}"#, "out_of_range", "1:34", "/timeout_seconds",
            #"Expected a number of seconds above 0 and at most 3600 (1 h) for "timeout_seconds", found 0."#,
            "Raise it, or leave it out for the type's own limit."),
        BadJob(
            #"{"type":"echo","timeout_seconds":-5}"#, "out_of_range", "1:34", "/timeout_seconds",
            #"Expected a number of seconds above 0 and at most 3600 (1 h) for "timeout_seconds", found -5."#,
            "Raise it, or leave it out for the type's own limit."),
        BadJob(
            #"{"type":"echo","timeout_seconds":1e400}"#, "out_of_range", "1:34", "/timeout_seconds",
            #"Expected a number of seconds above 0 and at most 3600 (1 h) for "timeout_seconds", found 1e400."#,
            "Lower it and split larger work over several job files."),
        BadJob(
            #"{"type":"echo","timeout_seconds":"300"}"#, "wrong_type", "1:34", "/timeout_seconds",
            #"Expected a number of seconds for "timeout_seconds", found the string "300"."#,
            "Write 300 without the quotes."),
        BadJob(
            #"{"type":"echo","timeout_seconds":"5 min"}"#, "wrong_type", "1:34", "/timeout_seconds",
            #"Expected a number of seconds for "timeout_seconds", found the string "5 min"."#,
            "Give seconds as a number, such as 300."),
        BadJob(
            #"{"type":"echo","timeout_seconds":true}"#, "wrong_type", "1:34", "/timeout_seconds",
            #"Expected a number of seconds for "timeout_seconds", found true."#,
            "Give seconds as a number, such as 300."),
        BadJob(
            #"{"type":"echo","max_attempts":0}"#, "out_of_range", "1:31", "/max_attempts",
            #"Expected an integer from 1 to 3 for "max_attempts", found 0."#,
            "Give an integer from 1 to 3."),
        BadJob(
            #"{"type":"echo","max_attempts":4}"#, "out_of_range", "1:31", "/max_attempts",
            #"Expected an integer from 1 to 3 for "max_attempts", found 4."#,
            "Give an integer from 1 to 3."),
    ])
    func numbersAreWithinTheirLimits(job: BadJob) throws { try expectRejection(job) }

    @Test(arguments: [
        BadJob(
            #"{"type":"echo","not_before":"2026-11-20"}"#, "invalid_time", "1:29", "/not_before",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "not_before", found the string "2026-11-20"."#,
            #"Write it as "2026-11-20T12:00:00Z" or "2026-11-20T09:00:00-03:00"."#),
        BadJob(
            #"{"type":"echo","not_before":"2026-11-20T12:00:00"}"#, "invalid_time", "1:29", "/not_before",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "not_before", found the string "#
                + #""2026-11-20T12:00:00"."#,
            "Add Z for UTC or an offset: -03:00 for São Paulo."),
        BadJob(
            #"{"type":"echo","expires_at":"2026-11-31T12:00:00Z"}"#, "invalid_time", "1:29", "/expires_at",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "expires_at", found the string "#
                + #""2026-11-31T12:00:00Z"."#,
            "There is no such day or time of day."),
        BadJob(
            #"{"type":"echo","expires_at":1795176000}"#, "wrong_type", "1:29", "/expires_at",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "expires_at", found 1795176000."#,
            #"Put it in double quotes: "1795176000"."#),
        BadJob(
            #"{"type":"echo","expires_at":"2016-12-31T23:59:60Z"}"#, "invalid_time", "1:29", "/expires_at",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "expires_at", found the string "#
                + #""2016-12-31T23:59:60Z"."#,
            "Leap seconds are not known here; write second 59."),
        BadJob(
            #"{"type":"echo","not_before":"2026-11-20T12:00:00Z","expires_at":"2026-11-20T11:59:59Z"}"#,
            "expires_too_early", "1:65", "/expires_at",
            #"Expected "expires_at" after "not_before" (2026-11-20T12:00:00.000Z), found "#
                + "2026-11-20T11:59:59.000Z: the job could never start.",
            #"Move "expires_at" later or leave one of the two out."#),
    ])
    func timesAreRFC3339AndInOrder(job: BadJob) throws { try expectRejection(job) }

    @Test(arguments: [
        BadJob(
            #"{"type":"echo","parameters":[]}"#, "wrong_type", "1:29", "/parameters",
            #"Expected an object for "parameters", found an empty array."#,
            #"Write "parameters": { … }, or leave it out when there are none."#),
        BadJob(
            #"{"type":"echo","parameters":null}"#, "wrong_type", "1:29", "/parameters",
            #"Expected an object for "parameters", found null."#,
            #"Write "parameters": { … }, or leave it out when there are none."#),
        BadJob(
            #"{"type":"rupture-lots"}"#, "missing_member", "1:1", "/parameters",
            #"Expected a member "parameters" with "dataset", found none."#,
            "`carretel types` shows a complete job of each type."),
        BadJob(
            #"{"type":"rupture-lots","parameters":{}}"#, "missing_member", "1:37", "/parameters/dataset",
            #"Expected a member "dataset" (a string of 1 to 20 bytes or an object), found none."#,
            #"Add "dataset". A name or the tables."#),
        BadJob(
            lots(#""pedidos":[]"#), "wrong_length", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found an empty array."#,
            "Give at least 1, or leave it out if it is optional."),
        BadJob(
            lots(#""pedidos":101"#), "wrong_type", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found 101."#,
            "Put it in square brackets: [101]."),
        BadJob(
            lots(#""pedidos":"101""#), "wrong_type", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found the string "101"."#,
            #"Put it in square brackets: ["101"]."#),
        BadJob(
            lots(#""pedidos":"101, 102;103,104""#), "wrong_type", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found the string "101, 102;103,104"."#,
            #"Put it in square brackets: ["101", "102", "103", …]."#),
        BadJob(
            lots(#""pedidos":[1,2,3,4,5,6]"#), "wrong_length", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found one of 6."#,
            "Split the work over several job files."),
        BadJob(
            lots(#""pedidos":[1,"",true]"#), "wrong_length", "1:65", "/parameters/pedidos/1",
            #"Expected a string of 1 to 20 bytes for "pedidos[1]", found an empty string."#,
            "Give a text or leave it out."),
        BadJob(
            lots(#""pedidos":[1,0]"#), "out_of_range", "1:65", "/parameters/pedidos/1",
            #"Expected an integer of at least 1 for "pedidos[1]", found 0."#,
            "Give an integer of at least 1."),
        BadJob(
            lots(#""pedidos":null"#), "wrong_type", "1:62", "/parameters/pedidos",
            #"Expected an array of 1 to 5 elements for "pedidos", found null."#,
            "Leave the member out instead of giving null."),
        BadJob(
            lots(#""lot_size":0"#), "out_of_range", "1:63", "/parameters/lot_size",
            #"Expected an integer from 1 to 1000 for "lot_size", found 0."#,
            "Give an integer from 1 to 1000."),
        BadJob(
            lots(#""lotSize":20"#), "unknown_member", "1:52", "/parameters/lotSize",
            #"Expected a known member in "parameters", found "lotSize"."#,
            #"Did you mean "lot_size"?"#),
        BadJob(
            lots(#""priority":20"#), "unknown_member", "1:52", "/parameters/priority",
            #"Expected a known member in "parameters", found "priority"."#,
            #"Move "priority" out of "parameters", beside it."#),
        BadJob(
            lots(#""xyzzy":20"#), "unknown_member", "1:52", "/parameters/xyzzy",
            #"Expected a known member in "parameters", found "xyzzy"."#,
            "The members here are pedidos, lot_size, reference_date, since, allocation, verbose and dataset."),
        BadJob(
            lots(#""reference_date":"2026-02-30""#), "invalid_date", "1:69", "/parameters/reference_date",
            #"Expected a day as "YYYY-MM-DD" for "reference_date", found the string "2026-02-30"."#,
            "There is no such day."),
        BadJob(
            lots(#""reference_date":"20/11/2026""#), "invalid_date", "1:69", "/parameters/reference_date",
            #"Expected a day as "YYYY-MM-DD" for "reference_date", found the string "20/11/2026"."#,
            #"Write year, month and day, as in "2026-11-20"."#),
        BadJob(
            lots(#""since":"now""#), "invalid_time", "1:60", "/parameters/since",
            #"Expected a time as "2026-11-20T12:00:00Z" (RFC 3339) for "since", found the string "now"."#,
            #"Write it as "2026-11-20T12:00:00Z" or "2026-11-20T09:00:00-03:00"."#),
        BadJob(
            lots(#""allocation":"firstcome""#), "invalid_choice", "1:65", "/parameters/allocation",
            #"Expected "none" or "first_come" for "allocation", found the string "firstcome"."#,
            #"Did you mean "first_come"?"#),
        BadJob(
            lots(#""allocation":"xx""#), "invalid_choice", "1:65", "/parameters/allocation",
            #"Expected "none" or "first_come" for "allocation", found the string "xx"."#,
            "The allowed values are none and first_come."),
        BadJob(
            lots(#""allocation":true"#), "wrong_type", "1:65", "/parameters/allocation",
            #"Expected "none" or "first_come" for "allocation", found true."#,
            #"Give "none" or "first_come"."#),
        BadJob(
            lots(#""verbose":"true""#), "wrong_type", "1:62", "/parameters/verbose",
            #"Expected true or false for "verbose", found the string "true"."#,
            "Write true without the quotes."),
        BadJob(
            lots(#""verbose":1"#), "wrong_type", "1:62", "/parameters/verbose",
            #"Expected true or false for "verbose", found 1."#,
            "Give true or false."),
        BadJob(
            #"{"type":"rupture-lots","parameters":{"dataset":5}}"#, "wrong_type", "1:48", "/parameters/dataset",
            #"Expected a string of 1 to 20 bytes or an object for "dataset", found 5."#,
            #"Put it in double quotes: "5"."#),
        BadJob(
            #"{"type":"rupture-lots","parameters":{"dataset":"abcdefghijklmnopqrstu"}}"#,
            "wrong_length", "1:48", "/parameters/dataset",
            #"Expected a string of 1 to 20 bytes for "dataset", found one of 21."#,
            "Shorten it to 20 bytes."),
        BadJob(
            #"{"type":"rupture-lots","parameters":{"dataset":{}}}"#,
            "missing_member", "1:48", "/parameters/dataset/orders",
            #"Expected a member "orders" (an array of 1 to 100 elements), found none."#,
            #"Add "orders". Rows."#),
        BadJob(
            #"{"type":"rupture-lots","parameters":{"dataset":{"orders":[1],"Stok":[]}}}"#,
            "unknown_member", "1:62", "/parameters/dataset/Stok",
            #"Expected a known member in "dataset", found "Stok"."#,
            #"Did you mean "stock"?"#),
        BadJob(
            #"{"type":"rupture-lots","parameters":{"dataset":{"orders":[],"a/b~c\n":[]}}}"#,
            "wrong_length", "1:58", "/parameters/dataset/orders",
            #"Expected an array of 1 to 100 elements for "dataset.orders", found an empty array."#,
            "Give at least 1, or leave it out if it is optional."),
    ])
    func parametersFitTheSchema(job: BadJob) throws { try expectRejection(job) }
}
