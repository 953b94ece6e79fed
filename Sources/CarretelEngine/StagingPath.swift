package import CarretelCore

/// Where an attempt's data files stand until they are published: `work/ID/N`, relative to the spool.
package enum StagingPath {
    /// The folder of one attempt.
    package static func relative(of key: AttemptKey) -> String {
        "work/\(key.job.text)/\(key.attempt)"
    }
}
