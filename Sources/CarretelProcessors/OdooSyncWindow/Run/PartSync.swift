import CarretelCore

/// Reads one table's window and compares its ids. May be run again after a failure: it goes on after the last page that
/// was taken over.
struct PartSync {
    private let part: ServicePart
    private let rule: WindowRule
    private let parameters: SyncParameters
    private let settings: SyncSettings
    private let client: OdooClient
    private let sync: any BusinessSync
    private let attempt: any AttemptContext
    /// What came of it so far.
    private(set) var report: PartReport
    /// Whether only the comparison of ids is left to be done.
    private var isWindowRead = false

    init(
        _ part: ServicePart, rule: WindowRule, parameters: SyncParameters, settings: SyncSettings, client: OdooClient,
        sync: any BusinessSync, attempt: any AttemptContext
    ) {
        self.part = part
        self.rule = rule
        self.parameters = parameters
        self.settings = settings
        self.client = client
        self.sync = sync
        self.attempt = attempt
        report = PartReport(part.table)
    }

    /// Notes that it could not be read to its end.
    mutating func fail(_ reason: FailureReason) { report.reason = reason }

    /// Reads it, or notes that the server does not have its model.
    mutating func run(_ progress: inout SyncProgress) async throws(SyncStop) {
        guard let plan = try await plan() else { return }
        if !isWindowRead { try await takeWindow(plan, &progress) }
        isWindowRead = true
        // With a stretch of its own a job is about that stretch and nothing else.
        if parameters.from == nil, settings.reconcile == .everyRun { try await reconcile(plan, &progress) }
    }

    private mutating func takeWindow(_ plan: PartPlan, _ progress: inout SyncProgress) async throws(SyncStop) {
        let mark = try storing { () throws(FailureReason) in try sync.mark(of: part.table) }
        report.mark = mark?.watermark
        var cursor = try await cursor(mark: mark)
        let window = SyncWindow(from: cursor.from, to: cursor.to)
        report.window = window
        try await readWindow(plan, &cursor, &progress)
        try finish(window)
    }

    /// The part fitted to the server; nil when the server does not have the model.
    private mutating func plan() async throws(SyncStop) -> PartPlan? {
        let own: OdooFields
        do throws(OdooFailure) {
            own = try await client.fields(of: part.model)
        } catch {
            guard error.kind == .modelMissing else { throw SyncStop(error) }
            report.skipped = error.reason
            return nil
        }
        var related: [String: OdooFields] = [:]
        for field in PartPlan.relationFields(of: part).sorted() {
            guard let model = own[field]?.relation else { continue }
            related[field] = try await asking { () throws(OdooFailure) in try await client.fields(of: model) }
        }
        do throws(FailureReason) {
            return try PartPlan(part, own: own, related: related)
        } catch {
            throw .upstream(OdooFailure(.badRequest, error))
        }
    }

    /// Where an earlier attempt of the job stopped, or the beginning of a new window.
    private func cursor(mark: BusinessMark?) async throws(SyncStop) -> BusinessCursor {
        let unfinished = try storing { () throws(FailureReason) in try sync.unfinishedWindow(of: part.table) }
        if let unfinished { return unfinished }
        let now = try await asking { () throws(OdooFailure) in try await client.serverTime() }
        let window =
            if let from = parameters.from {
                SyncWindow.exact(from: from, to: parameters.to, serverNow: now, rule: rule)
            } else {
                SyncWindow.regular(mark: part.isReadWhole ? nil : mark?.watermark, serverNow: now, rule: rule)
            }
        if parameters.from != nil, window.isEmpty { warnOfNothing(window) }
        return BusinessCursor(from: window.from, to: window.to, lastID: 0)
    }

    /// A stretch that lies after all that can be read yet is most often a slip in a date.
    private func warnOfNothing(_ window: SyncWindow) {
        attempt.warn(
            Warning(
                code: "window_empty",
                message:
                    "\(part.table.name): nothing can be read from \(window.to.rfc3339Milliseconds) on yet; a window "
                    + "ends \(rule.lag.wholeMilliseconds / 1_000) s before the server's now."))
    }

    private mutating func readWindow(
        _ plan: PartPlan, _ cursor: inout BusinessCursor, _ progress: inout SyncProgress
    ) async throws(SyncStop) {
        let window = SyncWindow(from: cursor.from, to: cursor.to)
        guard !window.isEmpty else { return }
        // A first load need not see what is wanted no longer; a window must, to remove what was wanted before.
        var terms = [window.from == nil ? plan.openDomain : plan.domain, window.domain(plan.stamps)]
        if cursor.lastID > 0 { terms.append(.term("id", .greater, .integer(cursor.lastID))) }
        let query = OdooQuery(
            model: part.model, domain: .all(terms.filter { $0 != .everything }), fields: plan.fields,
            limit: settings.pageSize)
        try await progress.begin(part, total: total(of: query, window))
        var pager = OdooPager(client, query)
        do throws(SyncStop) {
            try await takePages(of: &pager, plan, &cursor, &progress)
        } catch {
            await pager.stop()
            throw error
        }
    }

    private mutating func takePages(
        of pager: inout OdooPager, _ plan: PartPlan, _ cursor: inout BusinessCursor, _ progress: inout SyncProgress
    ) async throws(SyncStop) {
        var related = RelatedRecords(plan)
        var findings = RowFindings()
        // One page is written while the next is read: SQLite and JSON each keep a processor busy.
        var writing: PageWriting?
        do throws(SyncStop) {
            while let records = try await next(&pager), let last = records.last {
                cursor.lastID = last.id
                let made = try await rows(of: records, plan, &related, cursor: cursor)
                try await endWriting(writing, findings)
                (writing, findings) = (PageWriting(made.page, sync), made.findings)
                report.pages += 1
                progress.read(records.count)
            }
            try await endWriting(writing, findings)
        } catch {
            // Whoever goes on from here asks the store how far it is.
            await writing?.settle()
            throw error
        }
    }

    /// What was found on a page counts once it is written: one that fails is read again.
    private mutating func endWriting(_ writing: PageWriting?, _ findings: RowFindings) async throws(SyncStop) {
        guard let writing else { return }
        try await writing.end()
        report.findings += findings
    }

    private func next(_ pager: inout OdooPager) async throws(SyncStop) -> [OdooRecord]? {
        guard !attempt.isCancelled else { throw .cancelled }
        do throws(OdooFailure) { return try await pager.next() } catch { throw SyncStop(error) }
    }

    /// How many records a first load has to read, which is worth a request; nil for a window.
    private func total(of query: OdooQuery, _ window: SyncWindow) async throws(SyncStop) -> Int? {
        guard window.from == nil else { return nil }
        return try await asking { () throws(OdooFailure) in
            try await client.count(of: query.model, domain: query.domain)
        }
    }

    /// Makes rows of records, with what they lead to.
    private func rows(
        of records: [OdooRecord], _ plan: PartPlan, _ related: inout RelatedRecords, cursor: BusinessCursor?
    ) async throws(SyncStop) -> (page: BusinessPage, findings: RowFindings) {
        do throws(OdooFailure) { try await related.load(for: records, client) } catch { throw SyncStop(error) }
        var maker = RowMaker(plan)
        var page = BusinessPage(table: part.table, rows: [], cursor: cursor)
        page.rows.reserveCapacity(records.count)
        for record in records {
            switch maker.make(record, related) {
            case .row(let row): page.rows.append(row)
            case .ignored(let record): page.ignored.append(record)
            }
        }
        return (page, maker.findings)
    }

    /// Moves the mark to the end of a window that was read whole, where that leaves no gap.
    private mutating func finish(_ window: SyncWindow) throws(SyncStop) {
        guard let end = window.mark(after: report.mark) else { return }
        let mark = BusinessMark(watermark: end, readAt: attempt.now.wall)
        try storing { () throws(FailureReason) in try sync.finish(part.table, mark: mark) }
        report.mark = end
    }

    /// Compares all ids. What is here is looked at before what is upstream: a row that is then not there is gone. The
    /// other way round, a record that came between the two would be removed.
    private mutating func reconcile(_ plan: PartPlan, _ progress: inout SyncProgress) async throws(SyncStop) {
        guard !attempt.isCancelled else { throw .cancelled }
        progress.compare()
        let known = try storing { () throws(FailureReason) in try sync.identifiers(of: part.table) }
        let upstream = try await asking { () throws(OdooFailure) in
            try await client.identifiers(of: part.model, domain: plan.openDomain)
        }
        // What has left the open ones in an ordinary way is still there: it says itself that it is wanted no longer.
        let left = Reconciliation(upstream: upstream, known: known, fallPercent: 100).absent
        let closed = try await takeOver(left, plan)
        let comparison = Reconciliation(
            upstream: (upstream + closed).sorted(), known: known, fallPercent: settings.fallPercent)
        report.refusal = comparison.refusal
        let removable = comparison.gone + comparison.forgotten
        if !removable.isEmpty {
            _ = try storing { () throws(FailureReason) in try sync.remove(removable, from: part.table) }
        }
        report.recovered += try await takeOver(comparison.missing, plan).count
    }

    /// Takes records over by their ids, of those that the part is about.
    ///
    /// - Returns: the ids of those that are there, ascending.
    private mutating func takeOver(_ ids: [Int64], _ plan: PartPlan) async throws(SyncStop) -> [Int64] {
        var related = RelatedRecords(plan)
        var taken: [Int64] = []
        var rest = ids[...]
        while !rest.isEmpty {
            guard !attempt.isCancelled else { throw .cancelled }
            let batch = rest.prefix(settings.pageSize)
            rest = rest.dropFirst(batch.count)
            let query = OdooQuery(
                model: part.model,
                domain: .all(
                    [plan.domain, .term("id", .isIn, .list(batch.map { .integer($0) }))].filter { $0 != .everything }),
                fields: plan.fields, limit: batch.count)
            let records = try await asking { () throws(OdooFailure) in try await client.page(query, after: 0) }
            let made = try await rows(of: records, plan, &related, cursor: nil)
            try await endWriting(PageWriting(made.page, sync), made.findings)
            taken += records.map(\.id)
        }
        return taken
    }
}
