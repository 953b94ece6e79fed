import CarretelCore

/// One attempt at a job: the resources one after the other, each from the checkpoint, from the cache or from Omie.
struct Load {
    private let parameters: LoadParameters
    private let settings: LoadSettings
    private let client: OmieClient
    private let cache: LoadCache
    private let attempt: any AttemptContext
    private var progress: LoadProgress
    /// Where another attempt would go on.
    private(set) var checkpoint: LoadCheckpoint

    init(parameters: LoadParameters, account: OmieAccount, attempt: any AttemptContext) {
        self.parameters = parameters
        self.attempt = attempt
        settings = LoadSettings(attempt.settings)
        client = OmieClient(account: account, attempt: attempt, timeout: parameters.requestTimeout)
        cache = LoadCache(parameters: parameters, settings: settings, account: account, attempt: attempt)
        progress = LoadProgress(parameters.resources, attempt)
        checkpoint = LoadCheckpoint(attempt.checkpoint)
    }

    /// Loads every resource.
    ///
    /// - Throws: ``OmieStop``, but for one that concerns a single resource: that is part of the outcome.
    mutating func run() async throws(OmieStop) -> ProcessorOutcome {
        var loaded: [LoadedResource] = []
        for resource in parameters.resources {
            var part: LoadedResource
            do throws(OmieStop) {
                part = try await load(resource)
            } catch {
                guard case .failed(let reason) = error else { throw error }
                part = failed(resource, reason)
            }
            progress.end(part)
            loaded.append(part)
        }
        do throws(FailureReason) {
            return try LoadOutcome(parameters: parameters, loaded: loaded, attempt: attempt).make()
        } catch {
            throw error.code == FailureReason.cancelled.code ? .cancelled : .storage(error)
        }
    }

    private mutating func load(_ resource: LoadResource) async throws(OmieStop) -> LoadedResource {
        do throws(FailureReason) {
            if let before = try takeFinished(resource) { return before }
        } catch {
            throw .storage(error)
        }
        if checkpoint.parts[resource] == nil, let kept = takeCached(resource) {
            save(kept, isFromCache: true)
            return kept
        }
        let loaded = try await loadPages(of: resource)
        save(loaded, isFromCache: false)
        do throws(FailureReason) { try cache.keep(loaded) } catch { warnOfCache(error) }
        return loaded
    }

    /// A cache that cannot be read has no answer: it is only ever a saving.
    private func takeCached(_ resource: LoadResource) -> LoadedResource? {
        do throws(FailureReason) {
            return try cache.take(resource)
        } catch {
            warnOfCache(error)
            return nil
        }
    }

    private func warnOfCache(_ reason: FailureReason) {
        attempt.warn(Warning(code: "cache_unusable", message: reason.message))
    }

    /// What an earlier attempt finished already.
    private func takeFinished(_ resource: LoadResource) throws(FailureReason) -> LoadedResource? {
        guard let part = checkpoint.parts[resource], part.isDone,
            let file = try attempt.resumeDataFile(part.mark)?.finish()
        else { return nil }
        return LoadedResource(
            resource: resource, cursor: part.cursor,
            wanted: part.cursor.wanted(limit: parameters.pageLimit(of: resource)), file: file,
            cache: part.isFromCache ? .hit : missState)
    }

    private mutating func loadPages(of resource: LoadResource) async throws(OmieStop) -> LoadedResource {
        let load = ResourceLoad(
            resource, parameters: parameters, client: client, attempt: attempt, simultaneous: settings.simultaneous)
        var (cursor, file) = try open(load)
        let limit = parameters.pageLimit(of: resource)
        progress.begin(resource, cursor, wanted: cursor.wanted(limit: limit))
        try await load.run(&cursor, into: file) { cursor, mark in
            checkpoint.parts[resource] = LoadCheckpoint.Part(
                cursor: cursor, mark: mark, isDone: false, isFromCache: false)
            attempt.saveCheckpoint(checkpoint.bytes)
            progress.read(resource, cursor, wanted: cursor.wanted(limit: limit) ?? 0)
        }
        do throws(FailureReason) {
            return LoadedResource(
                resource: resource, cursor: cursor, wanted: cursor.wanted(limit: limit), file: try file.finish(),
                cache: missState)
        } catch {
            throw .storage(error)
        }
    }

    /// The file and the place in it at which an earlier attempt stopped, or a new one.
    private mutating func open(_ load: ResourceLoad) throws(OmieStop) -> (PageCursor, any DataFileWriter) {
        do throws(FailureReason) {
            if let part = checkpoint.parts[load.resource], let file = try attempt.resumeDataFile(part.mark) {
                return (part.cursor, file)
            }
            // What an earlier attempt got of it is lost, and must not be told of when this one fails.
            checkpoint.parts[load.resource] = nil
            return (load.beginning(), try attempt.makeDataFile(named: load.resource.fileName))
        } catch {
            throw .storage(error)
        }
    }

    private mutating func save(_ loaded: LoadedResource, isFromCache: Bool) {
        guard let file = loaded.file else { return }
        let mark = DataFileMark(
            attempt: attempt.key.attempt, name: file.name, bytes: file.bytes, records: file.records,
            sha256: file.sha256)
        checkpoint.parts[loaded.resource] = LoadCheckpoint.Part(
            cursor: loaded.cursor, mark: mark, isDone: true, isFromCache: isFromCache)
        attempt.saveCheckpoint(checkpoint.bytes)
    }

    private func failed(_ resource: LoadResource, _ reason: FailureReason) -> LoadedResource {
        let begun = checkpoint.parts[resource]?.cursor
        let cursor = begun ?? PageCursor(pageSize: resource.call(parameters).pageSize, loadedAt: attempt.now.wall)
        return LoadedResource(
            resource: resource, cursor: cursor, wanted: cursor.wanted(limit: parameters.pageLimit(of: resource)),
            cache: missState, reason: reason)
    }

    private var missState: LoadedResource.CacheState {
        switch parameters.cache {
        case .use: .miss
        case .refresh: .refresh
        case .off: .off
        }
    }
}
