import CarretelCore

/// Makes a job's outcome of what became of its resources: the mappings, the output and how it ended.
struct LoadOutcome {
    /// A resource with the names that were made of it.
    private struct Part {
        var loaded: LoadedResource
        var mappingFile: String?
        var names = 0
    }

    let parameters: LoadParameters
    let loaded: [LoadedResource]
    let attempt: any AttemptContext

    /// Succeeded; partial when a resource failed; failed when all did.
    ///
    /// - Throws: transient `storage_failed`; policy `cancelled`.
    func make() throws(FailureReason) -> ProcessorOutcome {
        let failures = loaded.compactMap(\.reason)
        if failures.count == loaded.count, let reason = Self.decisive(failures) { return .failed(reason) }
        var files: [DataFile] = []
        var parts: [Part] = []
        for resource in loaded {
            warn(resource)
            if let file = resource.file { files.append(file) }
            var part = Part(loaded: resource)
            if let mapping = resource.resource.mapping {
                let (file, names) = try write(mapping, of: resource)
                files.append(file)
                part.mappingFile = file.name
                part.names = names
            }
            parts.append(part)
        }
        guard let first = failures.first else { return .succeeded(output: output(parts), files: files) }
        return .partial(output: output(parts), files: files, reason: partial(first))
    }

    /// Of several failures the one that another attempt may mend, for then it is worth one.
    private static func decisive(_ failures: [FailureReason]) -> FailureReason? {
        failures.first { $0.failureClass == .transient } ?? failures.first
    }

    /// A failed resource has a mapping too, without names, so that a reader finds the file that it expects.
    private func write(
        _ mapping: NameMapping, of resource: LoadedResource
    ) throws(FailureReason) -> (DataFile, names: Int) {
        var writer = try MappingFile(mapping, attempt)
        if let file = resource.file {
            try attempt.readLines(of: file) { (line) throws(FailureReason) in
                guard !attempt.isCancelled else { throw .cancelled }
                // A line was written from a value that was read; it parses.
                guard let record = try? JSONValue(parsing: line, limits: JSONLimits(maxBytes: OmieAnswer.maxBodyBytes)),
                    let entry = mapping.entry(of: record)
                else { return }
                try writer.add(entry)
            }
        }
        return (try writer.finish(), writer.count)
    }

    private func warn(_ resource: LoadedResource) {
        if resource.hasLostRecords {
            return attempt.warn(
                Warning(
                    code: "records_differ",
                    message: "\(resource.resource.rawValue): \(resource.cursor.records) records came in all pages, and "
                        + "\(resource.cursor.announcedRecords) were announced; the list changed meanwhile, or pages were "
                        + "short. Load it again to be sure of every record."))
        }
        guard resource.reason == nil, !resource.isComplete else { return }
        attempt.warn(
            Warning(
                code: "pages_limited",
                message: "\(resource.resource.rawValue): \(resource.cursor.fetched) of "
                    + "\(resource.cursor.announced ?? 0) pages were to be read; the rest is not in the answer."))
    }

    private func partial(_ first: FailureReason) -> FailureReason {
        let failed = loaded.filter { $0.reason != nil }
        let parts = failed.map {
            "\($0.resource.rawValue) (\($0.cursor.fetched) of \($0.cursor.announced.map(String.init) ?? "?") pages)"
        }
        return FailureReason(
            first.failureClass, code: "resources_failed",
            message: "\(parts.joined(separator: ", ")) could not be loaded: \(first.message)", hint: first.hint)
    }

    private func output(_ parts: [Part]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        // As the replaced system had it: seconds since 1970. The oldest part tells how old the whole is.
        let loadedAt = loaded.map(\.cursor.loadedAt).min() ?? attempt.now.wall
        writer.name("loaded_at")
        writer.decimal(loadedAt.microseconds, places: 6)
        writer.member("loaded_at_utc", loadedAt)
        writer.member("mode", parameters.mode.rawValue)
        writer.member("complete", loaded.allSatisfy(\.isComplete))
        writer.member("month", parameters.month?.text)
        writer.member("search", parameters.search)
        writer.name("resources")
        writer.beginObject()
        for part in parts {
            writer.name(part.loaded.resource.rawValue)
            write(part, to: &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private func write(_ part: Part, to writer: inout JSONWriter) {
        let loaded = part.loaded
        let cursor = loaded.cursor
        writer.beginObject()
        writer.name("status")
        writer.word(loaded.status)
        writer.member("records", loaded.file?.records ?? 0)
        writer.member("records_announced", cursor.announcedRecords)
        writer.member("records_read", cursor.records)
        writer.member("pages_fetched", cursor.fetched)
        optional("pages_wanted", loaded.wanted, &writer)
        optional("pages_announced", cursor.announced, &writer)
        writer.name("seconds")
        writer.decimal(cursor.microseconds, places: 6)
        writer.member("loaded_at", cursor.loadedAt)
        writer.name("cache")
        writer.beginObject()
        writer.member("state", loaded.cache.rawValue)
        writer.name("age_seconds")
        let age = loaded.cache == .hit ? (attempt.now.wall - cursor.loadedAt).wholeMilliseconds / 1_000 : 0
        writer.integer(Int(max(0, age)))
        writer.endObject()
        writer.member("file", loaded.file?.name)
        writer.member("mapping", part.mappingFile)
        writer.member("names", part.names)
        writer.member("reason", loaded.reason)
        writer.endObject()
    }

    private func optional(_ name: StaticString, _ number: Int?, _ writer: inout JSONWriter) {
        writer.name(name)
        if let number { writer.integer(number) } else { writer.null() }
    }
}
