internal import CarretelCore

/// The dossiers of jobs in hand, so that most assigns and ends need no read of the journal. Bounded in bytes: what
/// finds no room is read back when it is needed.
struct DossierShelf {
    /// How many bytes of job files may stand here; beyond it a dossier is not kept.
    static let defaultMaxBytes = 64 << 20

    private let maxBytes: Int
    private var dossiers: [JobNumber: JobDossier] = [:]
    private var bytes = 0

    init(maxBytes: Int = Self.defaultMaxBytes) {
        self.maxBytes = maxBytes
    }

    subscript(number: JobNumber) -> JobDossier? { dossiers[number] }

    /// Keeps a dossier if there is room for it.
    mutating func place(_ dossier: JobDossier) {
        let size = Self.size(of: dossier)
        guard dossiers[dossier.number] == nil, bytes + size <= maxBytes else { return }
        bytes += size
        dossiers[dossier.number] = dossier
    }

    /// Forgets a dossier.
    mutating func remove(_ number: JobNumber) {
        guard let dossier = dossiers.removeValue(forKey: number) else { return }
        bytes -= Self.size(of: dossier)
    }

    /// What a dossier costs, its fixed part included.
    private static func size(of dossier: JobDossier) -> Int {
        let request = dossier.request
        return 512 + dossier.name.utf8.count + (request?.parameters.count ?? 0) + (request?.meta.count ?? 0)
    }
}
