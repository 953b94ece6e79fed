import CarretelCore
import CarretelSandbox
import Testing

/// Envelopes, paging and the content of records.
@Suite struct PageTests {
    @Test func anEnvelopeComesFirstAndInOrder() async throws {
        try await SandboxRig.run { rig in
            let answer = try await rig.call(page: 2, size: 50)
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            let start = #"{"pagina":2,"total_de_paginas":5,"registros":50,"total_de_registros":250,"osCadastro":[{"#
            #expect(answer.text.hasPrefix(start))
            #expect(try answer.json["osCadastro"]?.count == 50)
        }
    }

    @Test(arguments: [
        ("ListarOS", "service-orders", 250), ("ListarClientes", "clients", 120),
        ("ListarClientesResumido", "clients", 120), ("ListarVendedores", "sellers", 30),
    ])
    func everyRecordComesOnce(method: String, resource: String, count: Int) async throws {
        try await SandboxRig.run { rig in
            for size in [7, 100] {
                let ids = try await rig.records(method, size: size).compactMap(id)
                #expect(ids.count == count)
                #expect(ids == rig.sandbox.recordIDs(of: resource))
                #expect(Set(ids).count == count)
                #expect(ids.allSatisfy { $0 > Int64(Int32.max) })
            }
        }
    }

    @Test func aPageIsClampedWithoutAWord() async throws {
        try await SandboxRig.run(.small { $0.omie.largestPage = 25 }) { rig in
            let orders = try await rig.call(size: 500).json
            #expect(orders["registros"]?.int64 == 100)
            #expect(orders["total_de_paginas"]?.int64 == 3)
            let last = try await rig.call(page: 3, size: 500).json
            #expect(last["registros"]?.int64 == 50)
            let clients = try await rig.call("ListarClientes", size: 26).json
            #expect(clients["registros"]?.int64 == 25)
            #expect(clients["total_de_paginas"]?.int64 == 5)
        }
    }

    @Test func aPagePastTheEndIsAFaultButForSellers() async throws {
        try await SandboxRig.run { rig in
            let orders = try await rig.call(page: 6)
            #expect(orders.status == 500)
            #expect(
                orders.text
                    == #"{"faultstring":"ERROR: N\u00e3o existem registros para a p\u00e1gina [6]!","faultcode":"SOAP-ENV:Client-5113"}"#
            )
            let sellers = try await rig.call("ListarVendedores", page: 2)
            #expect(sellers.status == 200)
            #expect(
                sellers.text
                    == #"{"pagina":2,"total_de_paginas":0,"registros":0,"total_de_registros":0,"cadastro":[]}"#)
        }
    }

    @Test func anEmptyListIsPastItsEnd() async throws {
        try await SandboxRig.run(.small { $0.omie.serviceOrders = 0 }) { rig in
            let answer = try await rig.call()
            #expect(answer.status == 500)
            #expect(answer.text.contains("[1]!"))
        }
    }

    @Test(arguments: ["ListarOS", "ListarClientes", "ListarClientesResumido", "ListarVendedores"])
    func theSameSeedGivesTheSameBytes(method: String) async throws {
        var bodies: [[UInt8]] = []
        for seed: UInt64 in [5, 5, 6] {
            try await SandboxRig.run(.small { $0.omie.seed = seed }) { rig in
                bodies.append(try await rig.call(method).body)
            }
        }
        #expect(bodies[0] == bodies[1])
        #expect(bodies[0] != bodies[2])
    }

    @Test(arguments: ["ListarOS", "ListarClientes", "ListarClientesResumido", "ListarVendedores"])
    func allIsASCIIWithEscapes(method: String) async throws {
        try await SandboxRig.run(.small { $0.omie.sellers = 100 }) { rig in
            let answer = try await rig.call(method, size: 100)
            #expect(answer.body.allSatisfy { 0x20..<0x7F ~= $0 })
            #expect(answer.text.contains(#"\u00"#))
        }
    }

    @Test func serviceOrdersHaveTheirPartsAndTheirOddities() async throws {
        try await SandboxRig.run { rig in
            let orders = try await rig.records()
            for order in orders {
                let header = try #require(order["Cabecalho"])
                #expect(header["cNumOS"]?.string?.count == 15)
                #expect(header["cEtapa"]?.string?.count == 2)
                for part in ["InformacoesAdicionais", "Email", "Departamentos", "Parcelas", "Observacoes"] {
                    #expect(order[part] != nil)
                }
                #expect(order["InfoCadastro"]?["dDtInc"]?.string?.split(separator: "/").count == 3)
                try expectAmountsToAgree(order)
            }
            let codes = orders.compactMap { $0["Cabecalho"]?["cCodIntOS"]?.string }
            #expect(codes.contains(String(repeating: " ", count: 60)))
            #expect(codes.contains(""))
            #expect(orders.contains { $0["Cabecalho"]?["nCodVend"] == nil })
            #expect(orders.contains { $0["ServicosPrestados"] == nil })
            #expect(orders.contains { $0["ServicosPrestados"]?.count == 0 })
            #expect(orders.contains { String(decoding: $0.raw, as: UTF8.self).contains("&quot;") })
            #expect(orders.contains { $0["InfoCadastro"]?["cCancelada"]?.string == "S" })
        }
    }

    @Test func someNamesAreMissing() async throws {
        try await SandboxRig.run { rig in
            let clients = try await rig.records("ListarClientes")
            #expect(clients.contains { $0["nome_fantasia"] == nil && $0["razao_social"] != nil })
            #expect(clients.contains { $0["nome_fantasia"] == nil && $0["razao_social"] == nil })
            #expect(clients.contains { $0["nome_fantasia"]?.string == "   " })
            try await #expect(rig.records("ListarVendedores").contains { $0["nome"] == nil })
            let short = try await rig.records("ListarClientesResumido")
            let known: Set = [
                "codigo_cliente", "codigo_cliente_integracao", "razao_social", "nome_fantasia", "cnpj_cpf",
            ]
            #expect(short.allSatisfy { Set($0.members.map(\.name)).isSubset(of: known) })
            for (full, short) in zip(clients, short) {
                #expect(full["razao_social"]?.string == short["razao_social"]?.string)
                #expect(full["cnpj_cpf"]?.string == short["cnpj_cpf"]?.string)
            }
        }
    }

    @Test func ordersNameClientsAndSellersThatExist() async throws {
        try await SandboxRig.run { rig in
            let clients = Set(try #require(rig.sandbox.recordIDs(of: "clients")))
            let sellers = Set(try #require(rig.sandbox.recordIDs(of: "sellers")))
            for order in try await rig.records() {
                let header = try #require(order["Cabecalho"])
                #expect(clients.contains(try #require(header["nCodCli"]?.int64)))
                if let seller = header["nCodVend"]?.int64 { #expect(sellers.contains(seller)) }
            }
        }
    }

    /// The total of an order is the sum of its lines, and that of its parcels.
    private func expectAmountsToAgree(_ order: JSONValue) throws {
        let total = try hundredths(order["Cabecalho"]?["nValorTotal"])
        var lines = 0
        for line in order["ServicosPrestados"]?.elements.map({ $0 }) ?? [] {
            lines += try hundredths(line["nQtde"]) * hundredths(line["nValUnit"]) / 100
            lines += try hundredths(line["nValorAcrescimos"]) - hundredths(line["nValorDesconto"])
        }
        #expect(total == lines)
        let parcels = try #require(order["Parcelas"]).elements.map { try hundredths($0["nValor"]) }
        #expect(total == parcels.reduce(0, +))
    }

    private func hundredths(_ value: JSONValue?) throws -> Int {
        let number = try #require(value?.numberText.flatMap { Double($0) })
        return Int((number * 100).rounded())
    }
}
