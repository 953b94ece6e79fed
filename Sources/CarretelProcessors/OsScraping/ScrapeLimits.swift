/// What bounds a job of service orders, beside what the settings say.
enum ScrapeLimits {
    /// The most numbers that one job may name.
    static let maxOrders = 10_000
    /// The longest number, in bytes.
    static let maxNumberBytes = 40
    /// The longest that may stand in a job file before blanks and leading zeros are taken off.
    static let maxWrittenBytes = 100
    /// The longest name of a batch.
    static let maxBatchNameBytes = 100
    /// The oldest answer that a job may be content with: a year.
    static let maxAgeSeconds: Int64 = 31_536_000
    /// The most results that stand in the output itself; all of them are in the data file.
    static let maxInlineResults = 1_000
    /// A portal that asks for a longer break than this ends the attempt, so that no worker sits it out.
    static let patience = Duration.seconds(60)
    /// The limit of one request when the profile does not say.
    static let requestSeconds = 30
    /// What a profile may say for it.
    static let requestSecondsRange = 1...600
}
