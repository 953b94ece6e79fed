// The integers that stand for enumerations in the journal. Written out one by one, because they are a file format: the
// order of the cases in the source must not matter.

import CarretelCore

extension JobStatus {
    /// The number that stands for it in the journal.
    var code: Int {
        switch self {
        case .succeeded: 0
        case .partial: 1
        case .failed: 2
        case .timedOut: 3
        case .cancelled: 4
        case .expired: 5
        case .rejected: 6
        }
    }

    init?(code: Int) {
        guard let status = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = status
    }
}

extension RestingPlace {
    /// The number that stands for it in the journal.
    var code: Int {
        switch self {
        case .archive: 0
        case .failed: 1
        case .rejected: 2
        }
    }

    init?(code: Int) {
        switch code {
        case 0: self = .archive
        case 1: self = .failed
        case 2: self = .rejected
        default: return nil
        }
    }
}

/// Under what a job may share another's run, as the journal numbers it.
enum SharingKind: Int {
    case idempotency = 0
    case coalescing = 1
}

/// What `hourly` counts.
enum HourlyKind: Int {
    /// Ends; the bucket is the status.
    case ends = 0
    /// Durations; the bucket is one of ``DurationBuckets``.
    case durations = 1
    /// Ended jobs that warned; the bucket is the code's number.
    case warnings = 2
}
