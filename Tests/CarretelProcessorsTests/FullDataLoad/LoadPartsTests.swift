import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// The parts of a load that need no server.
@Suite struct LoadPartsTests {
    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test(arguments: [
        ("2026-11", "01/11/2026", "30/11/2026"), ("2024-02", "01/02/2024", "29/02/2024"),
        ("2026-12", "01/12/2026", "31/12/2026"), ("2026-01", "01/01/2026", "31/01/2026"),
    ])
    func aMonthIsItsFirstAndLastDay(text: String, first: String, last: String) throws {
        let month = try #require(LoadParameters.Month(text))
        #expect(month.first == first && month.last == last)
    }

    @Test(arguments: ["2026-13", "2026-1", "2026", "11/2026", "2026-00"])
    func whatIsNoMonthIsRefused(text: String) throws {
        #expect(LoadParameters.Month(text) == nil)
        let reason = FullDataLoad.check(try json(#"{"month":"\#(text)"}"#))
        #expect(reason?.pointer == "/parameters/month")
    }

    @Test func theOrderOfResourcesIsFixedAndLimitsDependOnTheMode() throws {
        let safe = try LoadParameters(try json(#"{"resources":["sellers","service_orders"]}"#))
        #expect(safe.resources == [.serviceOrders, .sellers])
        #expect(LoadResource.allCases.map { safe.pageLimit(of: $0) } == [10, 20, 10])
        let complete = try LoadParameters(try json(#"{"mode":"complete"}"#))
        #expect(LoadResource.allCases.map { complete.pageLimit(of: $0) } == [nil, nil, nil])
        let limited = try LoadParameters(try json(#"{"mode":"complete","max_pages":3}"#))
        #expect(limited.pageLimit(of: .clients) == 3)
    }

    @Test(arguments: [
        (
            #"{"codigo_cliente_omie":4100000011,"nome_fantasia":" Alfa ","razao_social":"ALFA LTDA"}"#, "4100000011",
            "Alfa"
        ),
        (#"{"codigo_cliente_omie":1,"nome_fantasia":"   ","razao_social":"ALFA &amp; BETA"}"#, "1", "ALFA & BETA"),
        (#"{"codigo_cliente":7,"razao_social":""}"#, "7", "Cliente 7"),
        (#"{"codigo_cliente_integracao":"C-9","nome_fantasia":"&quot;Nove&quot;"}"#, "C-9", "\"Nove\""),
    ])
    func aClientIsNamedByTheFirstNameThereIs(record: String, code: String, name: String) throws {
        let entry = try #require(NameMapping.clients.entry(of: try json(record)))
        #expect(entry.code == code && entry.name == name)
    }

    @Test func aSellerWithoutANameHasItsCode() throws {
        #expect(NameMapping.sellers.entry(of: try json(#"{"codigo":12,"nome":" "}"#))?.name == "Vendedor 12")
        #expect(NameMapping.sellers.entry(of: try json(#"{"nome":"x"}"#)) == nil)
    }

    @Test func entitiesAreDecodedOnce() {
        #expect(HTMLEntities.decoded("a &amp;quot; b &lt;c&gt; &eacute;") == "a &quot; b <c> &eacute;")
    }

    @Test func aCheckpointReadsBackAsItWas() throws {
        var checkpoint = LoadCheckpoint()
        let hash = try #require(ContentHash(hexadecimal: String(repeating: "0a", count: 32)))
        checkpoint.parts[.clients] = LoadCheckpoint.Part(
            cursor: PageCursor(
                nextPage: 4, pageSize: 100, announced: 9, announcedRecords: 812, records: 300, kept: 12,
                loadedAt: Timestamp(microseconds: 77), microseconds: 5),
            mark: DataFileMark(attempt: 2, name: "clients.jsonl", bytes: 10, records: 12, sha256: hash), isDone: false,
            isFromCache: false)
        let read = LoadCheckpoint(try JSONValue(parsing: checkpoint.bytes))
        #expect(read.parts == checkpoint.parts)
        #expect(LoadCheckpoint(try json(#"{"schema":"full-data-load/0"}"#)).parts.isEmpty)
        #expect(LoadCheckpoint(nil).parts.isEmpty)
    }

    @Test func aLimitedLoadNeverHasTheKeyOfACompleteOne() throws {
        func key(_ parameters: String, _ resource: LoadResource = .serviceOrders) throws -> String {
            let profile = Profile(
                name: "default", system: "omie", secrets: ["app_key": Secret("k"), "app_secret": Secret("s")],
                identity: "abc")
            return LoadCache(
                parameters: try LoadParameters(try json(parameters)), settings: LoadSettings(try json("{}")),
                account: try OmieAccount(profile), attempt: try ScriptedAttempt()
            ).key(of: resource).text
        }
        let complete = try key(#"{"mode":"complete"}"#)
        #expect(complete == "omie/abc/service_orders/complete")
        let others = [
            #"{}"#, #"{"max_pages":10,"mode":"complete"}"#, #"{"page_size":20}"#,
            #"{"mode":"complete","month":"2026-11"}"#, #"{"mode":"complete","search":"Ana"}"#,
        ]
        var keys = [complete]
        for parameters in others { keys.append(try key(parameters)) }
        #expect(Set(keys).count >= 5)
        #expect(!keys.dropFirst().contains(complete))
        #expect(try key(#"{"mode":"complete","month":"2026-11"}"#, .clients) == "omie/abc/clients/complete")
        #expect(try key(#"{"mode":"complete","search":"a/b é"}"#).hasSuffix("search-a%2Fb%20%C3%A9"))
    }

    @Test func aProfileThatLacksSomethingSaysHowToGiveIt() {
        let reason = #expect(throws: FailureReason.self) {
            _ = try OmieAccount(Profile(name: "default", system: "omie"))
        }
        #expect(reason?.code == "profile_incomplete" && reason?.failureClass == .permanent)
        #expect(reason?.hint?.contains("OMIE_APP_KEY_FILE") == true)
        let unknown = #expect(throws: FailureReason.self) {
            _ = try OmieAccount(Profile(name: "norte", system: "omie", isKnown: false))
        }
        #expect(unknown?.code == "profile_unknown")
    }
}
