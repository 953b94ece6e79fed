import CarretelCore

/// What was loaded before, by resource and by all that makes two loads ask for the same thing: a limited load never
/// answers for a complete one.
struct LoadCache {
    let parameters: LoadParameters
    let settings: LoadSettings
    let account: OmieAccount
    let attempt: any AttemptContext

    /// What a resource of this job is the answer to.
    func key(of resource: LoadResource) -> CacheKey {
        let limit = parameters.pageLimit(of: resource)
        let size = parameters.pageSize ?? resource.pageSize
        var words = [OmieSystem.name, account.identity, resource.rawValue]
        words.append(limit.map { "first-\($0)-pages-of-\(size)" } ?? "complete")
        if resource == .serviceOrders, let month = parameters.month { words.append("month-\(month.text)") }
        if let search = parameters.search { words.append("search-\(search.lowercased())") }
        return CacheKey(words)
    }

    /// A kept answer as this attempt's data file; nil for none that may serve.
    func take(_ resource: LoadResource) throws(FailureReason) -> LoadedResource? {
        guard parameters.cache == .use else { return nil }
        let lifetime = settings.cacheLifetime(of: resource)
        guard let answer = try attempt.cache.find(key(of: resource), maxAge: lifetime, at: attempt.now.wall),
            let cursor = cursor(of: answer), let file = try attempt.cache.take(answer, as: resource.fileName)
        else { return nil }
        let wanted = cursor.wanted(limit: parameters.pageLimit(of: resource))
        return LoadedResource(resource: resource, cursor: cursor, wanted: wanted, file: file, cache: .hit)
    }

    /// Keeps what was loaded as it was to be.
    func keep(_ loaded: LoadedResource) throws(FailureReason) {
        guard parameters.cache != .off, loaded.reason == nil, !loaded.hasLostRecords, let file = loaded.file else {
            return
        }
        var facts = JSONWriter()
        facts.beginObject()
        facts.name("cursor")
        loaded.cursor.write(to: &facts)
        facts.endObject()
        try attempt.cache.keep(
            file, as: key(of: loaded.resource), loadedAt: loaded.cursor.loadedAt, facts: facts.bytes)
    }

    private func cursor(of answer: CachedAnswer) -> PageCursor? {
        // Facts that cannot be read belong to another version of the program: a miss.
        PageCursor((try? JSONValue(parsing: answer.facts))?["cursor"])
    }
}
