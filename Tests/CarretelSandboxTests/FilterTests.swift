import CarretelCore
import CarretelSandbox
import Testing

/// The filters of the lists, against what the records themselves say.
@Suite struct FilterTests {
    @Test func theWindowIsOverInclusionOrChange() async throws {
        try await SandboxRig.run { rig in
            let from = try #require(CivilDate(iso8601: "2026-03-01"))
            let to = try #require(CivilDate(iso8601: "2026-03-31"))
            let window = #","filtrar_por_data_de":"01/03/2026","filtrar_por_data_ate":"31/03/2026""#
            let all = try await rig.records()
            let expected = try all.filter { order in
                let dates = try [day(order, "dDtInc"), day(order, "dDtAlt")]
                return dates.contains { from <= $0 && $0 <= to }
            }
            let included = try all.filter { try from <= day($0, "dDtInc") && day($0, "dDtInc") <= to }
            #expect(included.count < expected.count && expected.count < all.count)
            let found = try await rig.records(size: 7, extra: window)
            #expect(found.map(id) == expected.map(id))
            #expect(found.compactMap(id) == rig.sandbox.recordIDs(of: "service-orders", from: from, to: to))
            let inclusions = try await rig.records(extra: window + #","filtrar_apenas_inclusao":"S""#)
            #expect(inclusions.map(id) == included.map(id))
            let changes = try await rig.records(extra: window + #","filtrar_apenas_alteracao":"S""#)
            #expect(changes.map(id) == expected.map(id))
        }
    }

    @Test func anOpenEndedWindowHoldsTheRest() async throws {
        try await SandboxRig.run { rig in
            let clients = try await rig.records("ListarClientes", extra: #","filtrar_por_data_de":"01/06/2026""#)
            #expect(clients.count > 0 && clients.count < 120)
            #expect(
                clients.allSatisfy { ($0["info"]?["dAlt"]?.string?.dropFirst(3).prefix(2)).map { $0 >= "06" } ?? false }
            )
        }
    }

    @Test(arguments: [("F", "cFaturada"), ("C", "cCancelada")])
    func ordersAreFilteredByState(status: String, member: String) async throws {
        try await SandboxRig.run { rig in
            let all = try await rig.records()
            let expected = all.filter { $0["InfoCadastro"]?[member]?.string == "S" }
            let found = try await rig.records(extra: #","filtrar_por_status":"\#(status)""#)
            #expect(found.map(id) == expected.map(id))
        }
    }

    @Test func anEmptyWindowIsPastItsEnd() async throws {
        try await SandboxRig.run { rig in
            let answer = try await rig.call(extra: #","filtrar_por_data_ate":"01/01/2001""#)
            #expect(answer.status == 500)
            #expect(answer.text.contains("Client-5113"))
        }
    }

    private func day(_ order: JSONValue, _ member: String) throws -> CivilDate {
        let parts = try #require(order["InfoCadastro"]?[member]?.string).split(separator: "/")
        return try #require(CivilDate(iso8601: "\(parts[2])-\(parts[1])-\(parts[0])"))
    }
}
