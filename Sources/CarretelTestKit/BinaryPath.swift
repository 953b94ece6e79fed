/// Finds the programs of the build that the running test belongs to.
package enum BinaryPath {
    /// The program `carretel`.
    ///
    /// - Throws: ``TestKitError`` when it is not there.
    package static var carretel: String {
        get throws(TestKitError) { try program("carretel") }
    }

    /// The program `carretel-watch`.
    ///
    /// - Throws: ``TestKitError`` when it is not there.
    package static var carretelWatch: String {
        get throws(TestKitError) { try program("carretel-watch") }
    }

    /// A program beside the test bundle; `CARRETEL_TEST_BINARIES` names another folder, to test an installed build.
    ///
    /// - Throws: ``TestKitError`` when it is not there.
    package static func program(_ name: String) throws(TestKitError) -> String {
        let path = try folder() + "/" + name
        guard SystemCalls.isExecutable(path) else {
            throw TestKitError("\(path) is missing: build it with `swift build --product \(name)`.")
        }
        return path
    }

    /// On Linux the test bundle is itself the running program, in the folder where the products are.
    private static func folder() throws(TestKitError) -> String {
        if let named = SystemCalls.environment("CARRETEL_TEST_BINARIES") { return named }
        let running = try SystemCalls.readLink("/proc/self/exe")
        guard let slash = running.lastIndex(of: "/"), running.hasSuffix(".xctest") else {
            throw TestKitError("\(running) is no test bundle: name the programs' folder in CARRETEL_TEST_BINARIES.")
        }
        return String(running[..<slash])
    }
}
