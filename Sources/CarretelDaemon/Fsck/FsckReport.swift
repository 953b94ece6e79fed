internal import CarretelCore

/// What a check of the law came to: three witnesses, and everything that does not agree.
package struct FsckReport: Sendable {
    /// Something that is not as it must be.
    package struct Finding: Sendable, Hashable {
        /// A stable snake_case name from a closed set.
        package var code: String
        /// What was found and where.
        package var message: String
        /// How to mend it.
        package var hint: String

        /// Describes a finding.
        package init(_ code: String, _ message: String, hint: String) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    /// At most so many findings of one code are listed; the count goes on.
    package static let maxListed = 20

    /// Moved by claims and by nothing else.
    package var received = 0
    /// Rows of jobs that are not ended.
    package var unended = 0
    /// Rows of ended jobs.
    package var ended = 0
    package var purged = 0
    /// Job files in `active/`.
    package var activeFiles = 0
    /// Results in `outgoing/results/` and `outgoing/superseded/` that belong to ended jobs.
    package var results = 0
    /// Results in the same folders of jobs whose rows were removed.
    package var purgedResults = 0
    /// Results that readers removed.
    package var taken = 0
    /// Claims and publications that were under way while the daemon was running.
    package var underWay = 0
    /// What is wrong, the first of each kind.
    package private(set) var findings: [Finding] = []
    /// How many findings there are, by code.
    package private(set) var counts: [String: Int] = [:]
    /// What a repair did and what it could not bring back, in sentences.
    package var notes: [String] = []

    /// Nothing found yet.
    package init() {}

    /// Whether the three witnesses agree.
    package var isSound: Bool { counts.isEmpty }

    /// Adds a finding.
    package mutating func add(_ finding: Finding) {
        counts[finding.code, default: 0] += 1
        guard counts[finding.code, default: 0] <= Self.maxListed else { return }
        findings.append(finding)
    }
}

extension FsckReport {
    /// The findings, the first of each code for all of it.
    var houseFindings: [HouseFinding] {
        counts.keys.sorted().compactMap { code in
            findings.first { $0.code == code }.map {
                HouseFinding(code: code, count: counts[code] ?? 1, message: $0.message, hint: $0.hint)
            }
        }
    }
}
