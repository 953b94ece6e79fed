import CarretelCore
import CarretelSandbox
import Testing

/// The orders themselves.
@Suite struct PortalTruthTests {
    @Test func thePageSaysTheTruthOnceItIsCleaned() async throws {
        try await SandboxRig.portal(holding: .small { $0.orders = 300 }) { rig, visitor in
            try await visitor.logIn()
            for number in 1...300 {
                let truth = try #require(rig.sandbox.portal.truth(number))
                let page = try await visitor.get("/portal/os/\(number)").text
                #expect(PortalReading.fields(ofPage: page) == truth.fields, "\(page)")
                #expect(truth["NÚMERO DA OS"] == "\(number)" && truth["OS"] == "\(number)")
                #expect(truth["NOME CLIENTE"]?.isEmpty == false && truth["CNPJ"]?.isEmpty == false)
            }
            #expect(rig.sandbox.portal.truth(0) == nil && rig.sandbox.portal.truth(301) == nil)
        }
    }

    @Test func theScriptIsToldTheSame() async throws {
        try await SandboxRig.portal { rig, visitor in
            try await visitor.logInByScript()
            for number in 1...60 {
                let details = try await visitor.get("/spa/api/os/\(number)/detalhes").json
                let fields = try #require(details["campos"]).elements.map {
                    PortalReading.field($0["rotulo"]?.string ?? "", $0["valor"]?.string ?? "")
                }
                #expect(fields == rig.sandbox.portal.truth(number)?.fields)
            }
        }
    }

    @Test func everyOddityIsThere() async throws {
        try await SandboxRig.portal(holding: .small { $0.orders = 100 }) { rig, visitor in
            try await visitor.logIn()
            var pages = ""
            for number in 1...100 { pages += try await visitor.get("/portal/os/\(number)").text }
            for oddity in [
                "</b> 00000", "</b> *<", "</b> ***<", "</b> SELECIONE<", "</b> ARQUIVAR<", "&nbsp;", "&amp;", "&lt;",
                "&quot;", "&Ccedil;", "&#199;", "Ç", "   ", "</span> ", "</b></b>", "<P CLASS=linha>", "align=left",
                "VENTILADOR AXIAL   TERMINADA<",
            ] {
                #expect(pages.contains(oddity), "\(oddity)")
            }
        }
    }

    @Test func theSameOptionsGiveTheSameBytes() async throws {
        var runs: [[UInt8]] = []
        for (orders, seed) in [(60, 1), (50, 1), (60, 2)] as [(Int, UInt64)] {
            try await SandboxRig.portal(holding: .small { ($0.orders, $0.seed) = (orders, seed) }) { _, visitor in
                try await visitor.logIn()
                var bytes: [UInt8] = []
                for number in 1...40 { bytes += try await visitor.get("/portal/os/\(number)").body }
                runs.append(bytes)
            }
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test func scriptsAreToldTheTruthToo() async throws {
        try await SandboxRig.portal { rig, _ in
            let truth = try #require(rig.sandbox.portal.truth(7))
            let told = try await rig.get("/sandbox/portal/order?number=007").json
            #expect(told["number"]?.int64 == 7)
            let fields = try #require(told["fields"]).members.map {
                PortalTruth.Field(name: $0.name, value: $0.value.string ?? "")
            }
            #expect(fields == truth.fields)
            try await #expect(rig.get("/sandbox/portal/order?number=61").status == 404)
            try await #expect(rig.get("/sandbox/records?resource=portal-orders").json["count"]?.int64 == 60)
        }
    }
}
