package import CarretelCore
private import Crypto

/// SHA-256, which proves files whole.
package enum Digest {
    /// The hash of some bytes.
    package static func sha256(_ bytes: [UInt8]) -> ContentHash {
        hash(of: SHA256.hash(data: bytes))
    }

    fileprivate static func hash(of digest: SHA256Digest) -> ContentHash {
        guard let hash = ContentHash(bytes: Array(digest)) else {
            preconditionFailure("A SHA-256 digest has 32 bytes.")
        }
        return hash
    }
}

/// A SHA-256 over bytes that come piece by piece.
package struct RunningDigest {
    private var hasher = SHA256()

    /// Nothing yet.
    package init() {}

    /// Goes on with more bytes.
    package mutating func update(_ bytes: [UInt8]) {
        hasher.update(data: bytes)
    }

    /// The hash of everything so far; more may follow.
    package var value: ContentHash {
        Digest.hash(of: hasher.finalize())
    }
}
