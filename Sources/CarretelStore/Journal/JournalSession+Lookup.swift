// Look-ups for the dispatch machine and for control files. All of them are answered from an index or bounded.

import CarretelCore

extension JournalSession {
    /// How far back an ending of an id is looked for, in jobs: the newest million takes a tenth of a second.
    private static let endingReach: Int64 = 1_000_000
    /// How many of the jobs that share a NAME are looked at, and how many matches of an ending.
    private static let namesakesMax = 1_024

    /// The first `limit` jobs of a queue in its order, whether or not they are in memory too. Jobs of types that this
    /// run does not know are left out.
    func load(_ queue: SpilledQueue, limit: Int) throws(StoreFailure) -> [QueuedJob] {
        let statement: PreparedStatement
        switch queue {
        case .waiting(let lane):
            guard vocabulary.laneNumbers.indices.contains(lane) else { return [] }
            statement = statements.waiting
            statement.put(vocabulary.laneNumbers[lane])
        case .deferred: statement = statements.deferred
        case .expiring: statement = statements.expiring
        }
        statement.put(limit)
        return try jobs(from: statement).compactMap(\.known)
    }

    /// The first `limit` followers of a job, by age.
    func followers(of leader: JobNumber, limit: Int) throws(StoreFailure) -> [QueuedJob] {
        statements.followers.put(leader)
        statements.followers.put(limit)
        return try jobs(from: statements.followers).compactMap(\.known)
    }

    /// One job and its state; nil when there is none, or it is of a type that this run does not know.
    func found(_ number: JobNumber) throws(StoreFailure) -> FoundJob? {
        try job(number).first { $0.isOfKnownType }?.found
    }

    /// The jobs that a selector means: all that are not ended, or the latest ended one.
    func find(_ selector: JobSelector) throws(StoreFailure) -> [FoundJob] {
        let matches: [JournalledJob]
        switch selector {
        case .id(let id): matches = try job(withID: id)
        case .idEnding(let ending): matches = try jobs(withIDEnding: ending)
        case .name(let name): matches = try jobs(named: name)
        }
        let unended = matches.filter { $0.found.state != .ended }
        guard unended.isEmpty else { return unended.map(\.found) }
        return matches.max { $0.found.job.number < $1.found.job.number }.map { [$0.found] } ?? []
    }

    private func job(withID id: JobID) throws(StoreFailure) -> [JournalledJob] {
        statements.byID.put(id)
        guard let number = try statements.byID.first({ $0.number(0) }) else { return [] }
        return try job(number)
    }

    private func job(_ number: JobNumber) throws(StoreFailure) -> [JournalledJob] {
        statements.queued.put(number)
        return try jobs(from: statements.queued)
    }

    private func jobs(withIDEnding ending: String) throws(StoreFailure) -> [JournalledJob] {
        guard let tail = JobID.journalledTail(ofEnding: ending) else { return [] }
        let statement = statements.idWithEnding
        statement.put(max(ledger.lastNumber - Self.endingReach, 0))
        statement.put(tail)
        statement.put(Self.namesakesMax)
        let candidates = try statement.all { row in (row.number(0), row.id(1)) }
        var jobs: [JournalledJob] = []
        for case (let number, let id?) in candidates where id.text.hasSuffix(ending) {
            jobs += try job(number)
        }
        return jobs
    }

    /// A plain holder of a NAME is always the newest of its kind; those beside it were renamed, which is rare.
    private func jobs(named name: String) throws(StoreFailure) -> [JournalledJob] {
        statements.plainNamed.put(name)
        let plain = try jobs(from: statements.plainNamed)
        statements.renamedNamed.put(name)
        statements.renamedNamed.put(Self.namesakesMax)
        return try plain + jobs(from: statements.renamedNamed)
    }

    private func jobs(from statement: PreparedStatement) throws(StoreFailure) -> [JournalledJob] {
        try statement.all { (row) throws(StoreFailure) in try journalledJob(row) }
    }

    /// Reads ``JournalStatements/queuedColumns``.
    func journalledJob(_ row: PreparedStatement) throws(StoreFailure) -> JournalledJob {
        guard let id = row.id(1), let state = JobState(rawValue: row.count(13)) else {
            throw StoreFailure(.corrupt, "The journal's row \(row.integer(0)) has no readable id or state.")
        }
        let type = vocabulary.position(ofType: row.integer(2))
        let lane = vocabulary.position(ofLane: row.integer(16))
        let job = QueuedJob(
            number: row.number(0), id: id, type: type ?? -1, lane: lane ?? -1,
            priority: row.count(3), timeout: .microseconds(row.integer(4)), maxAttempts: row.count(5),
            attemptsUsed: row.count(6), attemptsStarted: row.count(7), interruptions: row.count(8),
            workerDeaths: row.count(9), dueAt: row.moment(10), expiresAt: row.moment(11),
            isShareable: row.count(15) == 1, history: try RecordText.history(row.text(12)))
        return JournalledJob(
            found: FoundJob(job: job, name: row.text(14) ?? "", state: state), isOfKnownType: type != nil && lane != nil
        )
    }

    /// Everything about a job, read again from the bytes of its file where it is not ended.
    ///
    /// An unended job whose `request` comes back nil cannot run any more (its file no longer passes the checks of this
    /// version, or its private copy is lost); the last of the warnings says why.
    func dossier(of number: JobNumber) throws(StoreFailure) -> (dossier: JobDossier, checkpoint: [UInt8])? {
        let statement = statements.dossier
        statement.put(number)
        let read = try statement.first { (row) throws(StoreFailure) in try storedDossier(number, row) }
        guard let read else { return nil }
        var dossier = read.dossier
        if !read.isEnded { try readFile(into: &dossier) }
        return (dossier, read.checkpoint)
    }

    private func storedDossier(
        _ number: JobNumber, _ row: PreparedStatement
    ) throws(StoreFailure) -> (dossier: JobDossier, checkpoint: [UInt8], isEnded: Bool) {
        guard let id = row.id(0), let name = row.text(1), let hash = ContentHash(bytes: row.blob(4) ?? []) else {
            throw StoreFailure(.corrupt, "The journal's row \(number.rawValue) cannot be read.")
        }
        var dossier = JobDossier(
            number: number, id: id, name: name, resultName: row.flag(2) ? "\(name).\(id.text)" : name,
            owner: UInt32(truncatingIfNeeded: row.integer(3)), sha256: hash,
            receivedAt: Timestamp(microseconds: row.integer(5)), request: nil, retryOf: row.id(12))
        let type = row.text(6) ?? ""
        dossier.salvaged = SalvagedMembers(
            type: type.isEmpty ? nil : type, key: row.text(7), requestedBy: row.text(8))
        return (dossier, row.blob(13) ?? [], row.count(14) == JobState.ended.rawValue)
    }

    private func readFile(into dossier: inout JobDossier) throws(StoreFailure) {
        let bytes: [UInt8]
        do {
            bytes = try body(of: dossier.number) ?? []
        } catch {
            guard error.code == .io else { throw error }
            dossier.warnings.append(Warning(code: "job_file_lost", message: error.message))
            return
        }
        switch parts.reread(bytes) {
        case .valid(let request, let warnings):
            (dossier.request, dossier.warnings, dossier.salvaged) = (request, warnings, SalvagedMembers())
        case .rejected(let reason, let salvaged):
            dossier.salvaged = salvaged
            dossier.warnings.append(Warning(code: reason.code, message: reason.message))
        }
    }

    /// The bytes of an unended job's file; nil when there are none any more.
    func body(of number: JobNumber) throws(StoreFailure) -> [UInt8]? {
        statements.body.put(number)
        let stored = try statements.body.first { row in (id: row.id(0), isCopied: row.flag(1), bytes: row.blob(2)) }
        guard let stored, let id = stored.id else { return nil }
        guard stored.isCopied else { return stored.bytes }
        do {
            return try parts.largeBodies.read(id)
        } catch {
            throw StoreFailure(
                .io, "The private copy of the job file of \(id.text) could not be read.", cause: "\(error)")
        }
    }
}

/// A row as a look-up gives it.
struct JournalledJob {
    var found: FoundJob
    var isOfKnownType: Bool

    /// The job, when this run can do something with it.
    var known: QueuedJob? { isOfKnownType ? found.job : nil }
}

extension JobID {
    /// The last two stored bytes of every id with this ending; nil when no id can have it. Four characters carry 20
    /// bits, so the two bytes are always known.
    static func journalledTail(ofEnding ending: String) -> [UInt8]? {
        guard normalizedEnding(ending) == ending else { return nil }
        let padded = String(repeating: "0", count: textLength - ending.utf8.count) + ending
        return JobID(text: padded).map { Array($0.journalled.suffix(2)) }
    }
}
