/// FNV-1a with 64 bits (RFC 9923): the same number for the same bytes on every machine and in every run, unlike Swift's
/// own hashes. Not for anything that somebody may want to forge.
package enum FNV1a {
    /// The number that stands for some bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
