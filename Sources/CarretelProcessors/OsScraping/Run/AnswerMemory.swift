import CarretelCore

/// Answers of earlier jobs. Only those that were found: one that is missing today may be there tomorrow.
struct AnswerMemory {
    let account: PortalAccount
    let maxAge: Duration
    let attempt: any AttemptContext

    /// An answer that is not older than the job allows; nil for none.
    func recall(_ os: String) -> OrderResult? {
        guard maxAge > .zero else { return nil }
        let found: (content: [UInt8], loadedAt: Timestamp)?
        do throws(FailureReason) {
            found = try attempt.cache.recall(key(of: os), maxAge: maxAge, at: attempt.now.wall)
        } catch {
            warn(error)
            return nil
        }
        // What cannot be read belongs to another version of the program: a miss.
        guard let found, let json = try? JSONValue(parsing: found.content), let data = json["data"],
            data.kind == .object
        else { return nil }
        return OrderResult(
            os: os, status: .success, data: data.singleLine,
            engine: json["engine"]?.string.flatMap { EngineName(rawValue: $0) }, origin: .cache, time: .zero, tries: 0,
            readAt: found.loadedAt)
    }

    /// Keeps what the portal has just said.
    func remember(_ record: OrderRecord, of os: String, by engine: EngineName) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("engine", engine.rawValue)
        writer.member("data", raw: record.json)
        writer.endObject()
        do throws(FailureReason) {
            try attempt.cache.remember(writer.bytes, as: key(of: os), loadedAt: attempt.now.wall)
        } catch {
            warn(error)
        }
    }

    private func key(of os: String) -> CacheKey {
        CacheKey([PortalSystem.name, account.identity, account.layout.name, os])
    }

    /// A cache is only ever a saving.
    private func warn(_ reason: FailureReason) {
        attempt.warn(Warning(code: "cache_unusable", message: reason.message))
    }
}
