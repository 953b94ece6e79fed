import CarretelCore
import Testing

@Suite struct JobSharingTests {
    /// Stands in for SHA-256, which Core does not have: different for all inputs of a test, and shows what went in.
    private static func hash(_ bytes: [UInt8]) -> ContentHash {
        var state: [UInt64] = [1, 2, 3, 4]
        for (index, byte) in bytes.enumerated() {
            state[index % 4] = (state[index % 4] ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 &+ state[(index + 1) % 4]
        }
        let digest = state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
        guard let hash = ContentHash(bytes: digest) else { preconditionFailure("four words are 32 bytes") }
        return hash
    }

    private func sharing(_ type: String, key: String?, _ parameters: String) throws -> (
        idempotency: SharingKey?, coalescing: SharingKey?
    ) {
        let request = JobRequest(
            type: type, key: key, timeout: .seconds(1), maxAttempts: 1, parameters: Array(parameters.utf8))
        let reader = JobFileReader(catalogue: try JobCatalogue([SampleTypes.echo, SampleTypes.lots, SampleTypes.load]))
        return reader.sharing(of: request, hash: Self.hash)
    }

    @Test func withoutKeyAndRuleNothingIsShared() throws {
        let shared = try sharing("echo", key: nil, "{}")
        #expect(shared.idempotency == nil && shared.coalescing == nil)
    }

    @Test func theKeyIsTiedToItsType() throws {
        let first = try sharing("echo", key: "k", "{}").idempotency
        #expect(first == (try sharing("echo", key: "k", " { } ").idempotency))
        #expect(first?.identity == Self.hash(Array("echo\u{0}k".utf8)))
        #expect(first?.identity != (try sharing("rupture-lots", key: "k", "{}").idempotency?.identity))
        #expect(first?.identity != (try sharing("echo", key: "K", "{}").idempotency?.identity))
    }

    @Test func keysThatOnlyLookAlikeDiffer() throws {
        let composed = try sharing("echo", key: "\u{E9}", "{}").idempotency
        #expect(composed?.identity != (try sharing("echo", key: "e\u{301}", "{}").idempotency?.identity))
    }

    @Test func parametersAreComparedAsValues() throws {
        let first = try sharing("echo", key: "k", #"{"a": 1.50, "b": ["é"]}"#).idempotency
        #expect(first == (try sharing("echo", key: "k", #"{"b":["\u00e9"],"a":15e-1}"#).idempotency))
        let other = try sharing("echo", key: "k", #"{"a": 1.51, "b": ["é"]}"#).idempotency
        #expect(first?.identity == other?.identity)
        #expect(first?.parameters != other?.parameters)
    }

    @Test func coalescingLooksAtTheRulesMembersAlone() throws {
        let first = try sharing("rupture-lots", key: nil, #"{"dataset":"a","lot_size":7}"#).coalescing
        let other = try sharing("rupture-lots", key: "k", #"{"dataset":"b","lot_size":7}"#).coalescing
        #expect(first != nil)
        #expect(first?.identity == other?.identity)
        #expect(first?.parameters != other?.parameters)
        #expect(first?.identity != (try sharing("rupture-lots", key: nil, #"{"lot_size":8}"#).coalescing?.identity))
    }

    @Test func aMemberLeftOutIsItsDefault() throws {
        let absent = try sharing("rupture-lots", key: nil, #"{"dataset":"a"}"#).coalescing
        #expect(absent?.identity == (try sharing("rupture-lots", key: nil, #"{"lot_size":20}"#).coalescing?.identity))
        #expect(absent?.identity != (try sharing("rupture-lots", key: nil, #"{"lot_size":21}"#).coalescing?.identity))
    }

    @Test func aRuleWithAConditionLeavesOtherJobsAlone() throws {
        let safe = try sharing("full-load", key: nil, #"{"mode":"safe"}"#).coalescing
        #expect(safe != nil)
        #expect(safe?.identity == (try sharing("full-load", key: nil, "{}").coalescing?.identity))
        #expect(try sharing("full-load", key: nil, #"{"mode":"complete"}"#).coalescing == nil)
        let keyed = try sharing("full-load", key: "k", #"{"mode":"complete"}"#)
        #expect(keyed.coalescing == nil && keyed.idempotency != nil)
    }
}
