/// A text with secrets in it, such as `"Bearer \(token)"` with a ``Secret`` in the place of the token. What is not
/// secret can be shown: ``description`` is `Bearer (secret)`.
package struct SecretText: Sendable, Hashable {
    fileprivate enum Piece: Sendable, Hashable {
        case plain(String)
        case secret(Secret)
    }

    private var pieces: [Piece]

    /// A text without a secret.
    package init(_ text: String) {
        pieces = [.plain(text)]
    }

    /// A text that is secret as a whole.
    package init(_ secret: Secret) {
        pieces = [.secret(secret)]
    }

    /// The secrets in it.
    package var secrets: [Secret] {
        pieces.compactMap { piece in
            if case .secret(let secret) = piece { secret } else { nil }
        }
    }

    /// The whole text, for the one place that sends it.
    package func reveal() -> String {
        pieces.map { piece in
            switch piece {
            case .plain(let text): text
            case .secret(let secret): secret.reveal()
            }
        }.joined()
    }
}

extension SecretText: ExpressibleByStringInterpolation {
    /// Collects a literal's pieces.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { pieces.append(.plain(literal)) }
        package mutating func appendInterpolation(_ text: String) { pieces.append(.plain(text)) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { pieces.append(.plain("\(number)")) }
        package mutating func appendInterpolation(_ secret: Secret) { pieces.append(.secret(secret)) }
        package mutating func appendInterpolation(_ text: SecretText) { pieces += text.pieces }
    }

    package init(stringLiteral text: String) {
        self.init(text)
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text with `(secret)` in the place of each secret.
    package var description: String {
        pieces.map { piece in
            switch piece {
            case .plain(let text): text
            case .secret(let secret): secret.description
            }
        }.joined()
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
