/// A body that goes out in pieces, each after its pause: what `text/event-stream` is made of.
package struct ReplyStream: Sendable, Hashable {
    /// Some bytes of the body, sent as one chunk.
    package struct Piece: Sendable, Hashable {
        /// How long after the piece before it.
        package var pause: Duration = .zero
        package var bytes: [UInt8]
    }

    /// What comes after the last piece.
    package enum End: Sendable, Hashable {
        /// The chunk of length zero that ends a body properly.
        case orderly
        /// The end of the connection, as when a process dies.
        case broken
        /// Nothing, until the client leaves.
        case silence
    }

    package var pieces: [Piece]
    package var end = End.orderly
}

/// What became of an answer.
package enum ReplyFate: Sendable, Hashable {
    /// All that was to be sent goes out.
    case sent
    /// The client left, or the sandbox stopped, after so many pieces of a stream.
    case abandoned(afterPieces: Int)
}
