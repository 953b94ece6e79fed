/// What bounds a load beside Omie's own limits.
enum LoadLimits {
    /// The most records that a page may be asked for; Omie advises 500 and often gives 100.
    static let maxPageSize: Int64 = 500
    /// The most pages of one resource that a job may ask for.
    static let maxPages: Int64 = 1_000_000
    /// The longest limit of one request.
    static let maxRequestSeconds: Int64 = 120
    /// The longest text that a job may search for, in bytes.
    static let maxSearchBytes = 200
}
