/// The records of one resource, each made from its place when it is asked for.
protocol OmieList: Sendable {
    /// How many there are.
    var count: Int { get }
    /// About how many bytes a record has.
    var typicalBytes: Int { get }

    /// The id of the record at a place.
    func id(at index: Int) -> Int64

    /// Whether a filter lets a record through.
    func passes(_ filter: OmieFilter, at index: Int) -> Bool

    /// Appends a record as a JSON object.
    func append(_ index: Int, to text: inout RecordText)
}

extension OmieList {
    /// The places of the records that a filter lets through, in order.
    func places(_ filter: OmieFilter) -> [Int] {
        (0..<count).filter { passes(filter, at: $0) }
    }
}
