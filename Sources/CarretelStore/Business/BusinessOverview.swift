package import CarretelCore
import GRDB

/// How far the tables of the business store are, and what the last job did to them: for `carretel status`.
package struct BusinessOverview: Sendable {
    /// One table of one profile.
    package struct Table: Sendable {
        package var profile: String
        package var name: String
        package var mark: BusinessMark
        /// What the last job that read it did; nil once that is forgotten.
        package var counts: BusinessCounts?
    }

    /// A lock is waited for so long, since a person is waiting.
    private static let busyTimeoutSeconds = 1.0

    /// By profile, in the order of `BusinessTable.all`.
    package let tables: [Table]

    /// Reads the store, without counting any rows: it takes the same time however large it is.
    ///
    /// - Parameter path: of the file.
    /// - Returns: nil when there is no store.
    /// - Throws: ``StoreFailure`` as a reading job would get it.
    package static func read(_ path: String) throws(StoreFailure) -> BusinessOverview? {
        guard DatabaseFile.exists(path) else { return nil }
        do throws(StoreFailure) {
            return try once(path)
        } catch {
            // A writer that came to a file at rest: it is no longer at rest for the second look.
            guard error.code == .busy else { throw error }
            return try once(path)
        }
    }

    private static func once(_ path: String) throws(StoreFailure) -> BusinessOverview {
        let (connection, isAlone) = try BusinessSnapshot.open(path, busyTimeoutSeconds: busyTimeoutSeconds)
        let tables = try BusinessSnapshot.checked(path, wasAlone: isAlone) { () throws(StoreFailure) in
            try translatingFailures {
                try connection.unsafeReentrantRead { database in
                    let statement = try PreparedStatement(
                        """
                        SELECT watermark, read_at, profile, table_name, (
                          SELECT counts FROM sync_cursors
                          WHERE profile = mark.profile AND table_name = mark.table_name ORDER BY touched_at DESC LIMIT 1)
                        FROM sync_marks AS mark
                        """, in: database)
                    return try statement.all { row throws(StoreFailure) in
                        let counts = row.text(4).map { Array($0.utf8) }
                        return Table(
                            profile: row.text(2) ?? "", name: row.text(3) ?? "", mark: row.mark,
                            counts: try counts.map { stored throws(StoreFailure) in try BusinessCounts(stored: stored) }
                        )
                    }
                }
            }
        }
        return BusinessOverview(tables: tables.sorted { $0.place < $1.place })
    }
}

extension BusinessOverview.Table {
    fileprivate var place: (String, Int) {
        (profile, BusinessTable.all.firstIndex { $0.name == name } ?? BusinessTable.all.count)
    }
}
