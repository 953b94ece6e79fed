import CarretelTestKit

/// Authorities and certificates for 127.0.0.1, made anew for each test by openssl in the test's directory: `good`,
/// `wrong` (for another host) and `expired`, signed by `ca.pem`; `other.pem` is an authority that signed nothing.
struct Certificates {
    let directory: String

    init() async throws {
        directory = try TemporaryDirectory.current.path
        try await Script.run(Self.script, in: directory)
    }

    func path(_ name: String) -> String { directory + "/" + name }

    private static let script = """
        set -e
        key='ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
        for name in ca other; do
            openssl req -x509 -newkey $key -keyout $name.key -out $name.pem -days 30 -subj "/CN=$name" \\
                -addext basicConstraints=critical,CA:TRUE
        done
        issue() {
            openssl req -newkey $key -keyout $1.key -out $1.csr -subj "/CN=$1"
            echo "subjectAltName=$2" >$1.ext
            openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $1.pem -days $3 -extfile $1.ext
        }
        issue good IP:127.0.0.1,DNS:localhost 30
        issue wrong DNS:other.example 30
        issue expired IP:127.0.0.1 -1
        """
}
