/// What bounds a stock-out analysis. Each limit names itself in the result when it is reached.
enum RuptureLimits {
    /// The most orders that a job may name.
    static let maxNamedOrders = 1_000_000
    /// Jobs of up to this many orders have them in `output.resultados` too.
    static let maxInlineOrders = 100
    /// But not more bytes of them than this.
    static let maxInlineBytes = 4 << 20
    /// The results of a lot stand in its event up to this size; larger ones stand in the data file only.
    static let maxEventBytes = 8 << 20
    /// The events of a job carry results of so many bytes in all: beyond that nobody reads along live, and they would
    /// only be written twice.
    static let maxEventsBytes = 16 << 20
    /// About how many orders each worker analyses before what is done is written to the data file: what bounds the
    /// results that wait in memory for their turn.
    static let ordersPerRound = 512
    /// How many failures or repeats a message names.
    static let maxNamedInMessage = 5
    /// The report lists this many orders, the worst; `resultados.jsonl` has all.
    static let maxReportOrders = 2_000
    /// The report lists this many products; `produtos_em_ruptura.jsonl` has all.
    static let maxReportProducts = 1_000
    /// For each of them this many orders, and this many arrivals.
    static let maxReportDetails = 8
}
