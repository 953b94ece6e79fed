import CarretelCore
import CarretelSandbox
import Testing

/// The portal built by script, as a client without one sees it.
@Suite struct ScriptedPortalTests {
    @Test(arguments: ["/spa/", "/spa/login", "/spa/os/7", "/spa/anything/else"])
    func everyAddressAnswersTheSameShell(path: String) async throws {
        try await SandboxRig.portal { _, visitor in
            let shell = try await visitor.get(path)
            #expect(shell.status == 200)
            #expect(shell.header("content-type") == "text/html; charset=utf-8")
            #expect(shell.text.contains(#"<div id="root"></div>"#) && shell.text.contains("<noscript>"))
            #expect(shell.text.contains(#"<script src="/spa/assets/app.js"></script>"#))
            try await #expect(
                visitor.get("/spa/assets/app.js").header("content-type") == "text/javascript; charset=utf-8")
        }
    }

    @Test func theDataNeedASession() async throws {
        try await SandboxRig.portal { rig, visitor in
            for path in ["/spa/api/os/7", "/spa/api/os/7/detalhes"] {
                let answer = try await visitor.get(path)
                #expect(answer.status == 401)
                #expect(answer.header("content-type") == "application/json; charset=utf-8")
            }
            try await #expect(visitor.get("/spa/api/sessao").json["usuario"]?.isNull == true)
            let login = try await visitor.logInByScript()
            #expect(login.status == 200)
            #expect(login.header("set-cookie")?.hasSuffix("; Path=/spa; HttpOnly; SameSite=Lax") == true)
            try await #expect(visitor.get("/spa/api/sessao").json["usuario"]?.string == "operador")
            let order = try await visitor.get("/spa/api/os/0007").json
            #expect(order["numero"]?.string == "7" && order["cabecalho"]?.count == 3)
            rig.sandbox.portal.logOutEverybody()
            try await #expect(visitor.get("/spa/api/os/7").status == 401)
        }
    }

    @Test func aSessionOfOnePortalIsNoneOfTheOther() async throws {
        try await SandboxRig.portal { rig, visitor in
            let login = try await visitor.logIn()
            let id = try #require(login.header("set-cookie")).dropFirst("PORTALSESSID=".count).prefix { $0 != ";" }
            let answer = try await rig.send(
                "GET /spa/api/os/7 HTTP/1.1\r\nHost: localhost\r\nCookie: SPASESSID=\(id)\r\n\r\n")
            #expect(answer.status == 401)
        }
    }

    @Test func aPostNeedsTheTokenAndTheRightPassword() async throws {
        try await SandboxRig.portal { _, visitor in
            let body = #"{"usuario":"operador","senha":"sandbox-portal"}"#
            try await #expect(visitor.post("/spa/api/login", body).status == 403)
            let refused = try await visitor.logInByScript("wrong")
            #expect(refused.status == 401)
            #expect(try refused.json["erro"]?.string == "Usuário ou senha inválidos")
            try await visitor.logInByScript()
            try await #expect(visitor.post("/spa/api/logout", "{}").status == 403)
            let token = try await visitor.get("/spa/api/sessao").json["csrf"]?.string ?? ""
            let logout = try await visitor.post("/spa/api/logout", "{}", headers: "X-CSRF-Token: \(token)\r\n")
            #expect(logout.status == 200)
            try await #expect(visitor.get("/spa/api/os/7").status == 401)
        }
    }

    @Test func anOrderThatIsNotThereIs404() async throws {
        try await SandboxRig.portal { rig, visitor in
            try await visitor.logInByScript()
            let answer = try await visitor.get("/spa/api/os/61")
            #expect(answer.status == 404)
            #expect(try answer.json["erro"]?.string == "Nenhum resultado: a OS não foi encontrada")
            #expect(rig.sandbox.log.calls.last?.outcome == "not-found")
        }
    }

    @Test func theDetailsComeLate() async throws {
        try await SandboxRig.portal(holding: .small { $0.detailDelay = .milliseconds(300) }) { rig, visitor in
            try await visitor.logInByScript()
            try await #expect(visitor.get("/spa/api/os/7/detalhes").status == 200)
            let call = try #require(rig.sandbox.log.calls.last)
            #expect(call.method == "spa-detalhes" && call.page == 7 && call.duration >= .milliseconds(300))
        }
    }

    @Test func faultsMeetTheDataToo() async throws {
        try await SandboxRig.portal(
            "spa-ordem:7:logout", "spa-ordem:8:login-200", "spa-detalhes:9:layout", "spa-ordem:9:layout",
            "spa-detalhes:9:missing-field", "spa-ordem:9:empty"
        ) { rig, visitor in
            try await visitor.logInByScript()
            try await #expect(visitor.get("/spa/api/os/7").status == 401)
            try await visitor.logInByScript()
            try await #expect(visitor.get("/spa/api/os/8").header("content-type") == "text/html; charset=utf-8")
            try await visitor.logInByScript()
            try await #expect(visitor.get("/spa/api/os/9").json["tema"]?.string == "rx")
            let labels = try await visitor.get("/spa/api/os/9/detalhes").json["campos"]
            #expect(labels?.elements.first { _ in true }?["rotulo"]?.string == "Campo 1")
            try await #expect(visitor.get("/spa/api/os/9").json["cabecalho"]?.count == 0)
            let count = try #require(rig.sandbox.portal.truth(9)).fields.count
            try await #expect(visitor.get("/spa/api/os/9/detalhes").json["campos"]?.count == count - 2)
        }
    }
}
