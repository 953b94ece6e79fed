internal import CarretelCore
internal import CarretelSystem

/// A file that holds one secret and nothing else.
enum SecretFile {
    /// The largest that is read: 64 KiB, more than any key or certificate.
    private static let maxBytes = 64 << 10

    /// Reads it; white space around the secret is not part of it, because editors end files with a line break.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - key: the key or variable that names it, for messages.
    /// - Returns: the secret, and whether every user of the machine may read the file.
    /// - Throws: permanent `configuration_invalid` with key and path when there is no secret to be had.
    static func read(_ path: String, named key: String) throws(FailureReason) -> (secret: Secret, isExposed: Bool) {
        let file: (content: OwnedDescriptor.BoundedRead, status: FileStatus)
        do throws(SystemError) {
            file = try OperatorFile.readWithStatus(path: path, limit: maxBytes)
        } catch {
            throw refusal(key, path, "cannot be read: \(error.systemText)")
        }
        guard file.content.isWhole else { throw refusal(key, path, "is larger than a secret can be") }
        guard let text = String(validating: file.content.bytes, as: UTF8.self), !file.content.bytes.contains(0) else {
            throw refusal(key, path, "is not UTF-8 text")
        }
        let secret = Secret(trimmed(text))
        guard !secret.isEmpty else { throw refusal(key, path, "is empty") }
        return (secret, file.status.mode & 0o004 != 0)
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private static func refusal(_ key: String, _ path: String, _ words: String) -> FailureReason {
        .configuration(
            "\(key): the file \(TerminalText.escape(path)) \(words).",
            hint: "It must hold one secret and be readable by the user that serve runs as.")
    }
}
