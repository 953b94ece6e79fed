internal import CarretelCore

/// The business store of a foreground job, which leaves no trace: it reads the spool's own, and what it writes goes into
/// one that is removed with its data files.
struct ForegroundBusiness: BusinessStore {
    let spool: any BusinessStore
    let scratch: any BusinessStore

    func beginSync(
        from source: BusinessSource, job: JobID, at now: Timestamp
    ) throws(FailureReason) -> any BusinessSync {
        try scratch.beginSync(from: source, job: job, at: now)
    }

    func beginReading(profile: String) throws(FailureReason) -> any BusinessReading {
        try spool.beginReading(profile: profile)
    }
}
