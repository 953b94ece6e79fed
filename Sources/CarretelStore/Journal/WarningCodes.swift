// The numbers that the journal gave to the codes of warnings. Few, because they are words of the program; bounded all the
// same, because a processor could make them up.

import CarretelCore
import GRDB

/// Numbers codes of warnings.
final class WarningCodes {
    /// All codes that have no number of their own.
    static let other: Int64 = 0
    /// Not a warning: jobs that got another's outcome.
    static let duplicate: Int64 = 1
    /// A code with more bytes counts as ``other``.
    static let bytesMax = 64

    private var numbers: [String: Int64] = [:]
    private let limit: Int
    private let insert: PreparedStatement

    /// Reads the numbers there are.
    ///
    /// - Parameters:
    ///   - database: the journal.
    ///   - limit: how many codes get one.
    /// - Throws: what SQLite says.
    init(_ database: Database, limit: Int) throws {
        self.limit = limit
        insert = try PreparedStatement("INSERT INTO codes VALUES (?, ?)", in: database)
        for row in try Row.fetchAll(database, sql: "SELECT number, name FROM codes") {
            numbers[row["name"]] = row["number"]
        }
    }

    /// The number of a code, which gets one while there are any.
    func number(of code: String) throws(StoreFailure) -> Int64 {
        if let number = numbers[code] { return number }
        guard numbers.count < limit, code.utf8.count <= Self.bytesMax else { return Self.other }
        // Numbers are given out one after the other and never taken back.
        let number = Int64(numbers.count)
        insert.put(number)
        insert.put(code)
        try insert.run()
        numbers[code] = number
        return number
    }
}
