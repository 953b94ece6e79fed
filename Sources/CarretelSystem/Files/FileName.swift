/// The name of one entry of a folder: any bytes but `/` and zero, valid UTF-8 or not.
///
/// Holds its terminating zero, so that a system call takes it as it is; the way of a job makes several per file.
package struct FileName: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// The bytes and a zero.
    let terminated: [UInt8]
    /// Whether it is one component. Calls with a name that is none fail with EINVAL instead of leaving the folder.
    package let isComponent: Bool

    /// Wraps bytes without a terminator.
    package init(bytes: some Collection<UInt8>) {
        var terminated: [UInt8] = []
        terminated.reserveCapacity(bytes.count + 1)
        terminated.append(contentsOf: bytes)
        terminated.append(0)
        self.init(terminated: terminated)
    }

    /// Wraps a text.
    package init(_ text: some StringProtocol) {
        self.init(bytes: text.utf8)
    }

    package init(stringLiteral value: String) {
        self.init(bytes: value.utf8)
    }

    private init(terminated: [UInt8]) {
        self.terminated = terminated
        let bytes = terminated.dropLast()
        let isDots = bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") }
        isComponent = !isDots && !bytes.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
    }

    /// The name without a terminator.
    package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    /// The name as text; nil when it is not valid UTF-8.
    package var text: String? { String(validating: bytes, as: UTF8.self) }

    /// The name as text, with what is not UTF-8 replaced: for messages, which escape it.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
