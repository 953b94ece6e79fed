import CarretelCore
import CarretelTestKit
import Testing

@Suite struct SecretTests {
    private struct Holder {
        var secret = Secret("hunter2")
        var optional: Secret? = Secret("hunter2")
        var list = [Secret("hunter2")]
        var header = HTTPHeader("X", "Bearer \(Secret("hunter2"))")
        var login = Login(user: "u", password: Secret("hunter2"))
        var request = HTTPRequest(.post, "https://h/?k=hunter2", body: Array("hunter2".utf8))
    }

    @Test func nothingShowsIt() {
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        let texts = [
            "\(holder)", String(reflecting: holder), dumped, "\(holder.secret)", holder.secret.description,
            holder.secret.debugDescription, "\(holder.header)", "\(holder.header.value)", "\(holder.login)",
            "\(holder.request)", String(reflecting: holder.request),
            "\(Mirror(reflecting: holder.secret).children.map(\.value))",
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text)") }
        #expect("\(holder.secret)" == "(secret)")
        #expect("\(holder.header.value)" == "Bearer (secret)")
        #expect(Mirror(reflecting: holder.secret).children.isEmpty)
    }

    @Test func whoAsksByNameGetsIt() {
        let secret = Secret("hunter2")
        #expect(secret.reveal() == "hunter2")
        let text: SecretText = "a \(secret) b \(1) c \("d")"
        #expect(text.reveal() == "a hunter2 b 1 c d")
        #expect(text.secrets == [secret])
        #expect(SecretText(secret).reveal() == "hunter2")
        #expect(SecretText("x").secrets.isEmpty)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"), ("\u{3FF}\u{FFFD}", "z7/vv70="),
    ])
    func base64IsThatOfItsStandard(text: String, encoded: String) {
        #expect(Base64.encode(text.utf8) == encoded)
    }
}

@Suite struct SecretScrubberTests {
    private static let secret = Secret("p/ä \"1\"&+\\<")

    @Test(arguments: [
        "p/ä \"1\"&+\\<", "P/ä \"1\"&+\\<", "p%2F%C3%A4%20%221%22%26%2B%5C%3C", "p%2f%c3%a4%20%221%22%26%2b%5c%3c",
        "p%2F%C3%A4+%221%22%26%2B%5C%3C", #"p/ä \"1\"&+\\<"#, #"p\/ä \"1\"&+\\<"#, #"p/\u00e4 \"1\"&+\\<"#,
        #"p\/\u00E4 \"1\"&+\\<"#, "p/ä &quot;1&quot;&amp;+\\&lt;", "cC/DpCAiMSImK1w8",
        "cC_DpCAiMSImK1w8",
    ])
    func everyWayOfWritingASecretIsFound(form: String) {
        let scrubber = SecretScrubber([Self.secret])
        #expect(scrubber.scrub(form) == "(secret)")
        #expect(scrubber.scrub("<<\(form)>>\(form)") == "<<(secret)>>(secret)")
    }

    @Test func aLoginIsFoundAsTheBasicSchemeSendsIt() {
        let scrubber = SecretScrubber([], logins: [Login(user: "Aladdin", password: Secret("open sesame"))])
        #expect(scrubber.scrub("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == "Basic (secret)==")
        #expect(scrubber.scrub("Aladdin: open sesame") == "Aladdin: (secret)")
    }

    @Test func theLongestSecretGoesFirst() {
        let scrubber = SecretScrubber([Secret("abc"), Secret("abcdef"), Secret("")])
        #expect(scrubber.scrub("abcdef abc ab") == "(secret) (secret) ab")
        #expect(SecretScrubber([Secret("")]).scrub("as it is") == "as it is")
    }

    @Test(.seeded) func noSecretIsEverLeft() throws {
        var random = try CarretelCore.SeededGenerator(seed: Seed.current)
        let letters = Array("ab/\"\\ é%+")
        func text(_ lengths: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: lengths, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
        }
        for _ in 0..<2_000 {
            let secrets = (0..<3).map { _ in text(1...4) }
            let scrubbed = SecretScrubber(secrets.map { Secret($0) }).scrub(text(0...40))
            // What is left between the placeholders; they themselves may hold a short secret by chance.
            for rest in scrubbed.split(separator: "(secret)") {
                for secret in secrets {
                    #expect(!Array(rest.utf8).contains(Array(secret.utf8)), "\(secret) is left in \(scrubbed)")
                }
            }
        }
    }
}
