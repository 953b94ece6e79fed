import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// What goes wrong in the portals, on request.
@Suite struct PortalFaultTests {
    @Test func aSessionIsForgotten() async throws {
        try await SandboxRig.portal("ordem:7:logout") { rig, visitor in
            try await visitor.logIn()
            try await #expect(visitor.get("/portal/os/6").status == 200)
            try await #expect(visitor.get("/portal/os/7").header("location") == "/portal/login")
            try await #expect(visitor.get("/portal/os/6").status == 302)
            try await visitor.logIn()
            try await #expect(visitor.get("/portal/os/7").status == 200)
            #expect(
                rig.sandbox.log.calls.filter { $0.method == "ordem" }.map(\.outcome) == [
                    "ok", "logout", "logged-out", "ok",
                ])
        }
    }

    @Test func theLoginPageComesInPlaceOfTheOrder() async throws {
        try await SandboxRig.portal("ordem:7:login-200") { _, visitor in
            try await visitor.logIn()
            let answer = try await visitor.get("/portal/os/7")
            #expect(answer.status == 200)
            #expect(answer.text.contains("id=\"login_username\""))
            // Its form is one of the session that came with it.
            let token = try PortalVisitor.token(of: answer.text)
            let login = try await visitor.post(
                "/portal/login", "csrf=\(token)&usuario=operador&senha=sandbox-portal")
            #expect(login.status == 302)
            try await #expect(visitor.get("/portal/os/7").text.contains("<title>OS 7 "))
        }
    }

    @Test(arguments: [("http-500", 500), ("http-503", 503), ("html-502", 502)])
    func aPageIsAFailure(kind: String, status: Int) async throws {
        try await SandboxRig.portal("ordem:7:\(kind)", "spa-ordem:7:\(kind)") { _, visitor in
            try await visitor.logIn()
            try await visitor.logInByScript()
            for path in ["/portal/os/7", "/spa/api/os/7"] {
                try await #expect(visitor.get(path).status == status)
                try await #expect(visitor.get(path).status == 200)
            }
        }
    }

    @Test func anAnswerNeverComesOrIsLate() async throws {
        try await SandboxRig.portal("ordem:7:hang", "ordem:8:slow:seconds=1") { rig, visitor in
            try await visitor.logIn()
            let silent = try await visitor.get("/portal/os/7", patience: 200)
            #expect(silent.end == .silent && silent.bytes.isEmpty)
            try await #expect(visitor.get("/portal/os/8").text.contains("<title>OS 8 "))
            let late = try #require(rig.sandbox.log.calls.first { $0.page == 8 })
            #expect(late.outcome == "slow" && late.duration >= .seconds(1))
        }
    }

    @Test func aPageBreaksOff() async throws {
        try await SandboxRig.portal("ordem:7:broken") { _, visitor in
            try await visitor.logIn()
            let broken = try await visitor.get("/portal/os/7")
            #expect(broken.end == .closed)
            let announced = try #require(broken.announced)
            #expect(broken.body.count == announced / 2)
            try await #expect(visitor.get("/portal/os/7").body.count == announced)
        }
    }

    @Test func aPageMayBeBuiltAnew() async throws {
        try await SandboxRig.portal("ordem:7:layout", "login-pagina:1:layout") { rig, visitor in
            try await #expect(!visitor.get("/portal/login").text.contains("login_username"))
            try await visitor.logIn()
            let page = try await visitor.get("/portal/os/7").text
            let truth = try #require(rig.sandbox.portal.truth(7))
            for word in truth.fields.map({ ">\($0.name)" }) + ["os-detalhes", "cabecalho", "<p>", "<b>"] {
                #expect(!page.contains(word), "\(word)")
            }
            #expect(page.contains(truth["CNPJ"] ?? "nothing"))
        }
    }

    @Test func fieldsMayBeMissing() async throws {
        try await SandboxRig.portal("ordem:7:empty", "ordem:7:missing-field") { rig, visitor in
            try await visitor.logIn()
            let empty = try await visitor.get("/portal/os/7").text
            #expect(PortalReading.fields(ofPage: empty).isEmpty)
            #expect(empty.contains("<div class=\"os-detalhes\">") && empty.contains("<div class=\"cabecalho\">"))
            let short = try await visitor.get("/portal/os/7").text
            let truth = try #require(rig.sandbox.portal.truth(7))
            let rest = truth.fields.filter { !["NOME CLIENTE", "STATUS DA OS"].contains($0.name) }
            #expect(PortalReading.fields(ofPage: short) == rest)
            #expect(!short.contains("NOME CLIENTE"))
        }
    }

    @Test func thePageOfAnotherOrderComes() async throws {
        try await SandboxRig.portal("ordem:7:wrong-order", "ordem:60:wrong-order") { rig, visitor in
            try await visitor.logIn()
            for (asked, given) in [(7, 8), (60, 59)] {
                let page = try await visitor.get("/portal/os/\(asked)").text
                #expect(PortalReading.fields(ofPage: page) == rig.sandbox.portal.truth(given)?.fields)
            }
        }
    }

    @Test func aPageMayNeedItsScript() async throws {
        try await SandboxRig.portal("ordem:7:spa-shell") { rig, visitor in
            try await visitor.logIn()
            let shell = try await visitor.get("/portal/os/7").text
            #expect(shell.contains("<div id=\"root\"></div>") && shell.contains("JavaScript"))
            #expect(PortalReading.fields(ofPage: shell).isEmpty)
            try await #expect(visitor.get("/portal/assets/pagina.js").text.contains("?parcial=1"))
            let part = try await visitor.get("/portal/os/7?parcial=1").text
            #expect(PortalReading.fields(ofPage: part) == rig.sandbox.portal.truth(7)?.fields)
            #expect(rig.sandbox.log.calls.last?.method == "ordem-parcial")
        }
    }

    @Test func aLoginMayFailWithTheRightPassword() async throws {
        try await SandboxRig.portal(
            "login:1:login-refused", "login:2:login-broken", "spa-login:1:login-refused", "spa-login:2:login-broken"
        ) { _, visitor in
            try await #expect(visitor.logIn().text.contains("<div class=\"erro\">"))
            try await #expect(visitor.logIn().status == 302)
            try await #expect(visitor.get("/portal/").header("location") == "/portal/login")
            try await visitor.logIn()
            try await #expect(visitor.get("/portal/").status == 200)
            try await #expect(visitor.logInByScript().status == 401)
            try await #expect(visitor.logInByScript().status == 200)
            try await #expect(visitor.get("/spa/api/os/7").status == 401)
            try await visitor.logInByScript()
            try await #expect(visitor.get("/spa/api/os/7").status == 200)
        }
    }

    @Test func aPageMayBeHostile() async throws {
        try await SandboxRig.portal("ordem:7:html-garbage", "ordem:7:html-large:code=3") { _, visitor in
            try await visitor.logIn()
            let garbage = try await visitor.get("/portal/os/7")
            #expect(garbage.status == 200)
            #expect(garbage.text.components(around: "<div>").count > 20_000)
            #expect(garbage.body.contains(0xFF) && garbage.body.contains(0))
            let large = try await visitor.get("/portal/os/7")
            #expect(large.end == .complete && large.body.count >= 3 << 20)
        }
    }

    @Test func aPlanForAllMethodsMeetsOnlyThoseThatItFits() async throws {
        try await SandboxRig.portal("*:*:wrong-order", "*:*:login-refused") { rig, visitor in
            try await visitor.logIn()
            try await visitor.logIn()
            _ = try await visitor.get("/portal/")
            _ = try await visitor.get("/portal/os/7")
            #expect(
                rig.sandbox.log.calls.map { "\($0.method) \($0.outcome)" } == [
                    "login-pagina ok", "login login-refused", "login-pagina ok", "login ok", "inicio ok",
                    "ordem wrong-order",
                ])
        }
    }

    @Test(.seeded) func chanceIsMendedByARetry() async throws {
        let seed = try Seed.current
        var settings = SandboxSettings()
        settings.omie.serviceOrders = 1
        try await SandboxRig.run(settings) { rig in
            let visitor = PortalVisitor(rig)
            try await visitor.logIn()
            var order = FaultOrder()
            (order.percent, order.seed, order.kinds) = (40, seed, ["http-500", "http-503"])
            try rig.sandbox.order(order)
            var failures = 0
            for number in 1...50 where try await visitor.get("/portal/os/\(number)").status != 200 {
                failures += 1
                try await #expect(visitor.get("/portal/os/\(number)").status == 200)
            }
            // 50 draws of 40 %: none at all has a chance of 1e-11, all of 1e-20.
            #expect(1..<50 ~= failures)
        }
    }
}
