/// Why a request got no answer. An answer with an error status is a ``HTTPResponse``, never a failure.
package struct HTTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var kind: Kind
    /// One or two sentences for a person, with the redacted URL and without any secret.
    package var message: String

    /// Describes a failure.
    ///
    /// - Parameters:
    ///   - kind: decides what follows.
    ///   - message: must be free of secrets.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Describes a failure with the words of the library underneath, which may quote what a server sent.
    ///
    /// - Parameters:
    ///   - kind: decides what follows, and the sentence.
    ///   - place: the redacted URL.
    ///   - words: what the library says; empty when it says nothing.
    ///   - scrubber: knows every secret of the request.
    package init(_ kind: Kind, at place: String, words: String = "", scrubber: SecretScrubber) {
        let words = words.isEmpty ? "" : " (\(words))"
        self.init(kind, TerminalText.escape(scrubber.scrub("\(place): \(kind.sentence)\(words).")))
    }

    package var description: String { "\(kind.code): \(message)" }

    /// The failure as an attempt ends with it.
    package var reason: FailureReason {
        FailureReason(kind.failureClass, code: kind.code, message: message, hint: kind.hint)
    }
}
