import CarretelCore

/// The records that the many2one fields of a part lead to, read in batches and kept while the part is read.
///
/// Not longer: what was read before a window's end was fixed may be older than a change that the window brings.
struct RelatedRecords: Sendable {
    /// More than so many behind one field are forgotten, and read again when they are needed.
    static let keptLimit = 50_000

    private let relations: [String: PartPlan.Relation]
    private var known: [String: [Int64: OdooRecord]] = [:]
    /// Those that were asked for and did not come: hidden from the user.
    private var hidden: [String: Set<Int64>] = [:]

    init(_ plan: PartPlan) {
        relations = plan.relations
    }

    /// A record behind a field; nil when it was not read, or is hidden.
    func record(_ id: Int64, behind field: String) -> OdooRecord? { known[field]?[id] }

    /// What is not known yet of the records that some records lead to, in the order in which it is to be read.
    func unknown(for records: [OdooRecord]) -> [(field: String, relation: PartPlan.Relation, ids: [Int64])] {
        relations.sorted { $0.key < $1.key }.compactMap { field, relation in
            var ids: Set<Int64> = []
            for record in records {
                guard let id = record.link(field), known[field]?[id] == nil,
                    hidden[field]?.contains(id) != true
                else { continue }
                ids.insert(id)
            }
            return ids.isEmpty ? nil : (field, relation, ids.sorted())
        }
    }

    /// Keeps what came of asking for records.
    mutating func keep(_ records: [OdooRecord], of ids: [Int64], behind field: String) {
        for record in records { known[field, default: [:]][record.id] = record }
        let missing = ids.filter { known[field]?[$0] == nil }
        hidden[field, default: []].formUnion(missing)
    }

    /// Reads what some records lead to.
    mutating func load(for records: [OdooRecord], _ client: OdooClient) async throws(OdooFailure) {
        forgetWhatIsTooMany()
        for (field, relation, ids) in unknown(for: records) {
            keep(try await Self.read(ids, of: relation, client), of: ids, behind: field)
        }
    }

    /// The records; none of a model that the user may not read at all, as if each were hidden.
    private static func read(
        _ ids: [Int64], of relation: PartPlan.Relation, _ client: OdooClient
    ) async throws(OdooFailure) -> [OdooRecord] {
        do throws(OdooFailure) {
            return try await client.records(of: relation.model, ids: ids, fields: relation.fields)
        } catch {
            guard error.kind == .forbidden else { throw error }
            return []
        }
    }

    private mutating func forgetWhatIsTooMany() {
        for field in relations.keys where (known[field]?.count ?? 0) + (hidden[field]?.count ?? 0) > Self.keptLimit {
            known[field] = nil
            hidden[field] = nil
        }
    }
}
