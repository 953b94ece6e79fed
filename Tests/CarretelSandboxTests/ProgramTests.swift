import CarretelCore
import CarretelTestKit
import Testing

/// The real program, called by the real curl.
@Suite(.temporaryDirectory) struct ProgramTests {
    /// Starts the program and waits, at most half a minute, until the port file is there.
    private static let start = """
        "$SANDBOX" --port-file "$DIR/port" $OPTIONS > "$DIR/out" 2> "$DIR/err" & pid=$!
        for look in $(seq 1500); do [ -f "$DIR/port" ] && break; sleep 0.02; done
        base=http://127.0.0.1:$(cat "$DIR/port")
        body='{"call":"ListarOS","app_key":"100000000001","app_secret":"sandbox-secret","param":[{"pagina":1}]}'
        fetch() { curl -s -m 20 "$@"; }

        """

    @Test(arguments: ["TERM", "INT"]) func answersUntilItIsToldToEnd(signal: String) async throws {
        let lines = try await shell(
            """
            fetch -o "$DIR/page" -w '%{http_code}\\n' -d "$body" $base/api/v1/servicos/os/
            fetch -o /dev/null -w '%{http_code}\\n' -d "$body" $base/api/v1/servicos/os/
            fetch $base/sandbox/records?resource=sellers; echo
            kill -\(signal) $pid; wait $pid; echo "ended with $?"; cat "$DIR/out"; cat "$DIR/err"
            """, afterStart: true, options: "--service-orders 60 --sellers 2 --fault ListarOS:1:broken")
        #expect(lines.prefix(2) == ["500", "200"])
        #expect(lines.dropFirst(2).first == #"{"resource":"sellers","count":2,"ids":[4300000002,4300000005]}"#)
        #expect(lines.dropFirst(3).first == "ended with 0")
        #expect(lines.count == 9)
        #expect(lines.dropFirst(4).allSatisfy { $0.hasPrefix("http://127.0.0.1:") })
        #expect(
            zip(lines.dropFirst(4), ["/api/v1/", "/", "/portal/", "/spa/", "/openai/v1"]).allSatisfy {
                $0.hasSuffix($1)
            })
    }

    @Test func curlSeesTheFaultsOfTheWire() async throws {
        let lines = try await shell(
            """
            for fault in truncated reset empty-body html-502 broken; do
                fetch -d "{\\"faults\\":[\\"ListarOS:1:$fault\\"]}" -o /dev/null $base/sandbox/faults
                fetch -o /dev/null -d "$body" $base/api/v1/servicos/os/ -w '%{http_code} '; echo "$fault $?"
            done
            fetch -d '{"faults":["ListarOS:1:hang"]}' -o /dev/null $base/sandbox/faults
            curl -s -m 0.3 -d "$body" $base/api/v1/servicos/os/; echo "hang $?"
            kill $pid; wait $pid; echo $?
            """, afterStart: true, options: "")
        // 18: partial file; 56: failure in receiving; 28: timeout.
        #expect(
            lines == [
                "200 truncated 18", "000 reset 56", "200 empty-body 0", "502 html-502 0", "500 broken 0", "hang 28",
                "0",
            ])
    }

    @Test func theGuardsOfOmieAreOneOptionAway() async throws {
        let lines = try await shell(
            """
            fetch -o /dev/null -w '%{http_code}\\n' -d "$body" $base/api/v1/servicos/os/
            fetch -d "$body" $base/api/v1/servicos/os/ | cut -c 1-51; echo
            kill $pid; wait $pid
            """, afterStart: true, options: "--guards")
        #expect(lines.first == "200")
        #expect(lines.contains(#"{"faultstring":"ERROR: Consumo redundante detectado"#))
    }

    @Test(arguments: [
        "--fault nonsense", "--fault ListarOS:1:gremlins", "--first-day soon", "--app nocolon", "--port x",
    ])
    func wrongOptionsAreRefused(options: String) async throws {
        let lines = try await shell(
            #""$SANDBOX" $OPTIONS > "$DIR/out" 2> "$DIR/err"; echo $?; wc -c < "$DIR/out""#, options: options)
        #expect(lines.first == "64")
        #expect(lines.last == "0")
    }

    /// Runs a script, after the program was started when that is wished; gives the lines that it printed.
    private func shell(_ script: String, afterStart: Bool = false, options: String) async throws -> [String] {
        let folder = try TemporaryDirectory.current.path
        let program = try BinaryPath.program("carretel-sandbox")
        // A script that fails half way must not leave the program behind.
        let text = """
            exec 2>&1
            SANDBOX='\(program)' DIR='\(folder)' OPTIONS='\(options)'
            trap '[ -z "$pid" ] || kill $pid 2>/dev/null' EXIT
            \(afterStart ? Self.start : "")\(script)
            """
        return try await Shell.lines(text)
    }
}
