/// What bounds a synchronisation beside the limits of the way to Odoo.
enum SyncLimits {
    /// The furthest that a window may look back: ten years, in minutes.
    static let maxWindowMinutes: Int64 = 5_256_000
    /// The same in days.
    static let maxWindowDays: Int64 = 3_650
    /// Records of a page.
    static let pageSizes: ClosedRange<Int64> = 50...5_000
    /// The longest text of a setting that holds JSON, in bytes.
    static let maxJSONBytes = 65_536
    /// Bytes of changes that are written to a data file at once.
    static let fileChunkBytes = 256 << 10
    /// Changes between two looks at whether the attempt is to end.
    static let linesBetweenLooks = 1_024
}
