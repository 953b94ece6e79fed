/// A password, key or token. It shows itself to nobody by accident: descriptions, interpolation, reflection and `dump`
/// all say `(secret)`.
package struct Secret: Sendable, Hashable {
    /// What stands in every text in a secret's place.
    package static let placeholder = "(secret)"

    private let text: String

    /// Keeps a text secret.
    package init(_ text: String) {
        self.text = text
    }

    /// Whether there is nothing to keep secret.
    package var isEmpty: Bool { text.isEmpty }

    /// The text itself, for the one place that sends it. Never to be logged, stored or put into a message.
    package func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
