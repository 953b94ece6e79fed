internal import CarretelCore

/// An assign that waits for its job's dossier to come from the journal.
struct PendingAssign {
    var worker: WorkerID
    var number: JobNumber
    var key: AttemptKey
    var terms: AssignTerms
}

/// The assigns that wait for a dossier. Few: first attempts find theirs on the shelf.
struct PendingAssigns {
    private var byNumber: [JobNumber: PendingAssign] = [:]

    mutating func place(_ assign: PendingAssign) {
        byNumber[assign.number] = assign
    }

    mutating func take(_ number: JobNumber) -> PendingAssign? {
        byNumber.removeValue(forKey: number)
    }

    /// Withdraws an assign before it was sent.
    ///
    /// - Returns: whether there was one.
    mutating func remove(_ key: AttemptKey, of worker: WorkerID) -> Bool {
        guard let found = byNumber.first(where: { $0.value.key == key && $0.value.worker == worker }) else {
            return false
        }
        byNumber[found.key] = nil
        return true
    }
}
