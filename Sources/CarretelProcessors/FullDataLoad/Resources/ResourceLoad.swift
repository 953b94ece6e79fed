import CarretelCore

/// Loads the pages of one resource into its data file: a page is asked for, appended, made durable and checkpointed before
/// the next, so memory holds pages under way and nothing else, and a crash costs one page.
struct ResourceLoad {
    let resource: LoadResource
    let parameters: LoadParameters
    let client: OmieClient
    let attempt: any AttemptContext
    /// How many pages may be under way at once.
    let simultaneous: Int
    private let search: RecordSearch?
    private let limit: Int?

    init(
        _ resource: LoadResource, parameters: LoadParameters, client: OmieClient, attempt: any AttemptContext,
        simultaneous: Int
    ) {
        self.resource = resource
        self.parameters = parameters
        self.client = client
        self.attempt = attempt
        self.simultaneous = simultaneous
        search = RecordSearch(parameters.search, in: resource)
        limit = parameters.pageLimit(of: resource)
    }

    /// Where a load that nothing is known of begins.
    func beginning() -> PageCursor {
        PageCursor(pageSize: resource.call(parameters).pageSize, loadedAt: attempt.now.wall)
    }

    /// Reads on from where the cursor is to the last page.
    ///
    /// - Parameters:
    ///   - cursor: moved on with each page, so that it tells how far it got also after a throw.
    ///   - file: where the records go, a line each.
    ///   - progressed: called after each page with what a checkpoint must name.
    /// - Throws: ``OmieStop``.
    func run(
        _ cursor: inout PageCursor, into file: any DataFileWriter,
        progressed: (PageCursor, DataFileMark) -> Void
    ) async throws(OmieStop) {
        let before = cursor.microseconds
        let begin = attempt.now.monotonic
        while !cursor.isDone(limit: limit) {
            for page in await nextPages(cursor) {
                try take(try page.get(), &cursor, into: file)
                let mark = try mark(file)
                cursor.microseconds = before + (attempt.now.monotonic - begin).wholeMicroseconds
                progressed(cursor, mark)
                if cursor.isDone(limit: limit) { break }
            }
        }
    }

    /// The next pages in their order; the first alone, because only its answer says how many there are.
    private func nextPages(_ cursor: PageCursor) async -> [Result<OmiePage, OmieStop>] {
        var call = resource.call(parameters)
        call.pageSize = cursor.pageSize
        let last = cursor.wanted(limit: limit) ?? cursor.nextPage
        let wanted = cursor.nextPage...min(last, cursor.nextPage + simultaneous - 1)
        guard wanted.count > 1 else { return [await page(call, wanted.lowerBound, cursor.announced)] }
        return await withTaskGroup(of: (Int, Result<OmiePage, OmieStop>).self) { group in
            for number in wanted {
                group.addTask { [call] in (number, await page(call, number, cursor.announced)) }
            }
            var pages: [(Int, Result<OmiePage, OmieStop>)] = []
            for await page in group { pages.append(page) }
            return pages.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func page(_ call: OmieCall, _ number: Int, _ announced: Int?) async -> Result<OmiePage, OmieStop> {
        var call = call
        call.page = number
        do throws(OmieStop) {
            return .success(try await client.page(call, announced: announced))
        } catch {
            return .failure(error)
        }
    }

    private func take(
        _ page: OmiePage, _ cursor: inout PageCursor, into file: any DataFileWriter
    ) throws(OmieStop) {
        var lines: [UInt8] = []
        var kept = 0
        for record in page.records where search?.finds(record) ?? true {
            lines += record.singleLine
            lines.append(UInt8(ascii: "\n"))
            kept += 1
        }
        do throws(FailureReason) { try file.append(lines, records: kept) } catch { throw .storage(error) }
        cursor.nextPage += 1
        cursor.pageSize = page.pageSize
        cursor.announced = page.totalPages
        cursor.announcedRecords = max(cursor.announcedRecords, page.totalRecords)
        cursor.records += page.records.count
        cursor.kept += kept
    }

    private func mark(_ file: any DataFileWriter) throws(OmieStop) -> DataFileMark {
        do throws(FailureReason) { return try file.mark() } catch { throw .storage(error) }
    }
}
