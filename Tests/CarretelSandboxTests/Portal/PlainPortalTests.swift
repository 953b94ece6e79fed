import CarretelCore
import CarretelSandbox
import CarretelTestKit
import Testing

/// The portal drawn by the server.
@Suite struct PlainPortalTests {
    @Test func whoHasNotLoggedInIsSentToTheLogin() async throws {
        try await SandboxRig.portal { rig, visitor in
            for path in ["/portal/", "/portal/os", "/portal/os?numero=7", "/portal/os/7"] {
                let answer = try await visitor.get(path)
                #expect(answer.status == 302)
                #expect(answer.header("location") == "/portal/login")
            }
            try await #expect(visitor.get("/portal").header("location") == "/portal/")
            #expect(rig.sandbox.log.calls.allSatisfy { $0.outcome == "logged-out" })
        }
    }

    @Test func theRightPasswordOpensASession() async throws {
        try await SandboxRig.portal { _, visitor in
            let form = try await visitor.get("/portal/login")
            #expect(form.status == 200)
            #expect(form.header("content-type") == "text/html; charset=utf-8")
            #expect(form.header("cache-control") == "no-store")
            let before = try #require(form.header("set-cookie"))
            #expect(before.hasPrefix("PORTALSESSID=") && before.hasSuffix("; Path=/portal; HttpOnly; SameSite=Lax"))
            let login = try await visitor.logIn()
            #expect(login.status == 302 && login.header("location") == "/portal/")
            // Under a new id, as who knew the old one must not share the session.
            #expect(try #require(login.header("set-cookie")) != before)
            try await #expect(visitor.get("/portal/").text.contains("Portal de serviços"))
            try await #expect(visitor.get("/portal/login").header("location") == "/portal/")
        }
    }

    @Test func aWrongPasswordIsRefusedOnTheLoginPage() async throws {
        try await SandboxRig.portal { rig, visitor in
            let answer = try await visitor.logIn("operador", "wrong")
            #expect(answer.status == 200)
            #expect(answer.text.contains(#"<div class="erro">Usuário ou senha inválidos</div>"#))
            #expect(answer.text.contains(#"<input id="login_username" name="usuario""#))
            #expect(rig.sandbox.log.calls.last?.outcome == "refused")
            try await #expect(visitor.get("/portal/os/7").status == 302)
        }
    }

    @Test func aFormNeedsTheTokenOfItsOwnSession() async throws {
        try await SandboxRig.portal { rig, visitor in
            let stranger = try await PortalVisitor.token(of: PortalVisitor(rig).get("/portal/login").text)
            _ = try await visitor.get("/portal/login")
            for token in ["", stranger] {
                let body = "csrf=\(token)&usuario=operador&senha=sandbox-portal"
                try await #expect(visitor.post("/portal/login", body).status == 403)
            }
            try await #expect(visitor.logIn().status == 302)
        }
    }

    @Test func aFormMayHoldAnyCharacter() async throws {
        let portal = PortalSettings.small { ($0.username, $0.password) = ("ana maria", "a+b&c=100%é") }
        try await SandboxRig.portal(holding: portal) { _, visitor in
            try await #expect(visitor.logIn("ana+maria", "a%2Bb%26c%3D100%25%C3%A9").status == 302)
        }
    }

    @Test func zerosInFrontAreTheSameOrder() async throws {
        try await SandboxRig.portal { rig, visitor in
            try await visitor.logIn()
            let order = try await visitor.get("/portal/os/7")
            #expect(order.status == 200)
            #expect(order.text.contains("<title>OS 7 "))
            try await #expect(visitor.get("/portal/os/0000007").body == order.body)
            #expect(rig.sandbox.log.calls.filter { $0.method == "ordem" && $0.page == 7 && $0.records == 1 }.count == 2)
        }
    }

    @Test(arguments: ["0", "61", "99999999999999999999", "abc", "7x", "-7"])
    func otherNumbersAreNotFound(number: String) async throws {
        try await SandboxRig.portal { rig, visitor in
            try await visitor.logIn()
            for path in ["/portal/os/\(number)", "/portal/os?numero=\(number)"] {
                let answer = try await visitor.get(path)
                #expect(answer.status == 200)
                #expect(answer.text.contains(#"<div class="aviso">Nenhum resultado: a OS não foi encontrada</div>"#))
                #expect(rig.sandbox.log.calls.last?.outcome == "not-found")
            }
        }
    }

    @Test func aSearchLinksToTheOrder() async throws {
        try await SandboxRig.portal { _, visitor in
            try await visitor.logIn()
            try await #expect(
                visitor.get("/portal/os?numero=0012").text.contains(#"<a class="resultado" href="/portal/os/12">"#))
            try await #expect(!visitor.get("/portal/os").text.contains("resultado"))
        }
    }

    @Test func aSessionEndsByItsLogoutByTimeAndForEverybody() async throws {
        let clock = ManualClock()
        try await SandboxRig.portal(holding: .small { $0.sessionLifetime = .seconds(60) }, clock: clock) {
            rig, visitor in
            try await visitor.logIn()
            let other = PortalVisitor(rig)
            try await other.logIn()
            let logout = try await visitor.get("/portal/logout")
            #expect(logout.header("location") == "/portal/login")
            #expect(logout.header("set-cookie")?.contains("Max-Age=0") == true)
            try await #expect(visitor.get("/portal/os/7").status == 302)
            clock.advance(by: .seconds(59))
            try await #expect(other.get("/portal/os/7").status == 200)
            clock.advance(by: .seconds(1))
            try await #expect(other.get("/portal/os/7").status == 302)
            try await other.logIn()
            try await #expect(rig.post("/sandbox/portal/logout", "").status == 200)
            try await #expect(other.get("/portal/os/7").status == 302)
        }
    }

    @Test func callsAreCountedByNumberAndAtOnce() async throws {
        try await SandboxRig.portal(holding: .small { $0.latency = .seconds(3) }) { rig, visitor in
            try await visitor.logIn()
            let request = visitor.request(for: "/portal/os/")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...3 {
                    group.addTask { try await rig.send(request(number)).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try #require(rig.sandbox.log.peaks["ordem"]) > 1)
            #expect(Set(rig.sandbox.log.calls.filter { $0.method == "ordem" }.map(\.page)) == [1, 2, 3])
            #expect(
                rig.sandbox.log.calls.filter { $0.method == "ordem" }.allSatisfy { $0.duration >= .seconds(3) })
        }
    }

    @Test func picturesShowInTheLog() async throws {
        try await SandboxRig.portal { rig, visitor in
            try await #expect(visitor.get("/portal/img/os/7.svg").header("content-type") == "image/svg+xml")
            #expect(rig.sandbox.log.calls.map(\.method) == ["imagem"])
        }
    }

    @Test(arguments: ["/portal/nothing", "/portal/os/7/8", "/portal/assets/other.js", "/portals/"])
    func otherPathsAreNotThere(path: String) async throws {
        try await SandboxRig.portal { rig, visitor in
            try await #expect(visitor.get(path).status == 404)
        }
    }
}
