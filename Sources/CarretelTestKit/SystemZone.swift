/// Files of the machine's time zone database.
package enum SystemZone {
    /// The bytes of a zone's file.
    ///
    /// - Throws: ``TestKitError`` when the machine has none: tests need the Debian package tzdata, or its like.
    package static func bytes(of zone: String) throws(TestKitError) -> [UInt8] {
        let path = "/usr/share/zoneinfo/\(zone)"
        let bytes = SystemCalls.readFile(path)
        guard !bytes.isEmpty else { throw TestKitError("\(path) cannot be read; .ci/setup test installs it.") }
        return bytes
    }
}
