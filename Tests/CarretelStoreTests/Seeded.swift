/// SplitMix64: small, and the same on every machine, so that a printed seed repeats a failure.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A generator with a seed of the moment, which is printed for the day when a test fails.
    static func random(for test: String = #function) -> Seeded {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed of \(test): \(seed)")
        return Seeded(seed)
    }
}
