import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// One attempt of the whole processor against a portal in memory, and what came of it.
struct ScrapeAttempt {
    let attempt: ScriptedAttempt
    /// What was thrown counts as failed, as it does in a worker.
    let outcome: ProcessorOutcome

    /// Runs an attempt.
    ///
    /// - Parameters:
    ///   - portal: whose clock is the attempt's.
    ///   - numbers: the service orders.
    ///   - more: further parameters as JSON members, each with a comma before it.
    ///   - settings: the type's, as JSON text.
    ///   - before: the attempt before, whose checkpoint and files this one is given.
    ///   - wasKilled: whether that one died before anybody heard how it ended.
    ///   - worker: keeps its sessions from attempt to attempt; a new one when there is none.
    ///   - attemptsLeft: how many follow at most.
    ///   - browsers: for the pages that need them.
    ///   - cache: answers of other jobs.
    ///   - limits: of the lane.
    ///   - profile: whose the portal is.
    ///   - prepare: changes the attempt before it runs.
    /// - Throws: when a text is not JSON.
    init(
        _ portal: ScriptedPortal, _ numbers: [String], _ more: String = "", settings: String = "{}",
        after before: ScrapeAttempt? = nil, wasKilled: Bool = false,
        worker: OsScraping = OsScraping(reading: ScriptedPortal.kit()),
        attemptsLeft: Int = 0, browsers: any BrowserPool = NoBrowsers(), cache: ScriptedCache = ScriptedCache(),
        limits: [LaneDescriptor.StartLimit] = [], profile: Profile = ScriptedPortal.profile,
        prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws {
        let list = numbers.map { "\"\($0)\"" }.joined(separator: ",")
        let attempt = try ScriptedAttempt(
            parameters: "{\"os_numbers\":[\(list)]\(more)}", settings: settings,
            checkpoint: wasKilled ? before?.savedCheckpoint : before?.checkpoint,
            profile: profile, http: portal.http, cache: cache, browsers: browsers,
            attemptsLeft: attemptsLeft, startLimits: limits, staging: before?.attempt.staging ?? ScriptedStaging(),
            attempt: (before?.attempt.key.attempt ?? 0) + 1, clock: portal.clock)
        prepare(attempt)
        self.attempt = attempt
        do throws(FailureReason) {
            outcome = try await worker.run(attempt)
        } catch {
            outcome = .failed(error)
        }
    }

    /// The state that the next attempt is given.
    var checkpoint: String? {
        if case .later(_, let checkpoint, _) = outcome { return String(decoding: checkpoint, as: UTF8.self) }
        return savedCheckpoint
    }

    /// The state that it saved last on its way.
    private var savedCheckpoint: String? { attempt.checkpoints.last.map { String(decoding: $0, as: UTF8.self) } }

    /// How it ended, as ``ProcessorOutcome/words`` says it.
    var end: String { outcome.words }

    var reason: FailureReason? {
        switch outcome {
        case .partial(_, _, let reason), .failed(let reason, _), .later(_, _, let reason): reason
        case .succeeded, .cancelled: nil
        }
    }

    /// The output of an attempt that succeeded, at least partly.
    var output: JSONValue {
        get throws {
            switch outcome {
            case .succeeded(let output, _), .partial(let output, _, _): return try JSONValue(parsing: output)
            default: throw NoOutput(end: end, reason: reason)
            }
        }
    }

    /// `os status` of each result of the output, with its code where it has one.
    var results: [String] {
        get throws {
            let output = try output
            let results = try #require(output["results"])
            return results.elements.map { result in
                let words = [result["os"]?.string, result["status"]?.string, result["code"]?.string]
                return words.compactMap { $0 }.joined(separator: " ")
            }
        }
    }

    /// A result of the output.
    func result(_ place: Int) throws -> JSONValue {
        let output = try output
        let results = try #require(output["results"])
        return try #require(Array(results.elements).dropFirst(place).first)
    }

    /// The rows of tries: `os outcome origin engine`.
    var tries: [String] {
        attempt.rows.compactMap { row in
            guard case .scrapingUsage(let usage) = row else { return nil }
            return "\(usage.osNumber) \(usage.outcome) \(usage.origin.rawValue) \(usage.engine ?? "-")"
        }
    }

    /// The rows of the job, each as `status successes/errors`.
    var batches: [String] {
        attempt.rows.compactMap { row in
            guard case .scrapingBatch(let batch) = row else { return nil }
            return "\(batch.status.rawValue) \(batch.successCount)/\(batch.errorCount)"
        }
    }

    struct NoOutput: Error {
        var end: String
        var reason: FailureReason?
    }
}

extension HTTPFailure {
    static let slow = HTTPFailure(.timedOut, "The portal did not answer in time.")
    static let refusedConnection = HTTPFailure(.refused, "The connection was refused.")
}
