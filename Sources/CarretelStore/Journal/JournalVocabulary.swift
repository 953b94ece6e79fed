// The numbers that the journal gave to the names of types and lanes, and what they are in this run's catalogue.

import CarretelCore
import GRDB

/// Translates between the catalogue's positions and the journal's numbers.
struct JournalVocabulary {
    /// By position in ``JobCatalogue/types``.
    private(set) var typeNumbers: [Int64] = []
    /// By position in ``JobCatalogue/lanes``.
    private(set) var laneNumbers: [Int64] = []
    /// The lane's journal number of each type, by position in ``JobCatalogue/types``.
    private var laneNumberOfType: [Int64] = []
    private var typeByName: [String: Int] = [:]
    private var typeByNumber: [Int64: Int] = [:]
    private var laneOfType: [Int] = []

    /// Gives numbers to names that the journal has not seen, and moves unended jobs of a type to the lane that it has
    /// now.
    init(_ catalogue: JobCatalogue, in database: Database) throws {
        for lane in catalogue.lanes { laneNumbers.append(try Self.number(of: lane.name, in: "lanes", database)) }
        for (position, type) in catalogue.types.enumerated() {
            let number = try Self.number(of: type.name, in: "types", database)
            let lane = catalogue.laneIndex(ofType: type.name) ?? 0
            typeNumbers.append(number)
            typeByName[type.name] = position
            typeByNumber[number] = position
            laneOfType.append(lane)
            laneNumberOfType.append(laneNumbers[lane])
            try Self.moveUnended(type: number, to: laneNumbers[lane], database)
        }
    }

    /// The position of a type in the catalogue, and the journal's numbers of it and its lane.
    func entry(ofType name: String) -> (type: Int64, lane: Int64)? {
        typeByName[name].map { (typeNumbers[$0], laneNumberOfType[$0]) }
    }

    /// The catalogue's positions of a type and its lane, by the journal's number of the type; nil when this run does
    /// not know it.
    func positions(ofType number: Int64) -> (type: Int, lane: Int)? {
        typeByNumber[number].map { ($0, laneOfType[$0]) }
    }

    private static func number(of name: String, in table: String, _ database: Database) throws -> Int64 {
        if let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM \(table) WHERE name = ?", arguments: [name])
        {
            return number
        }
        try database.execute(sql: "INSERT INTO \(table) (name) VALUES (?)", arguments: [name])
        return database.lastInsertedRowID
    }

    private static func moveUnended(type: Int64, to lane: Int64, _ database: Database) throws {
        let elsewhere = try Row.fetchAll(
            database,
            sql: "SELECT state, lane, count FROM counts WHERE state < 4 AND type = ? AND lane <> ? AND count > 0",
            arguments: [type, lane])
        guard !elsewhere.isEmpty else { return }
        try database.execute(
            sql: "UPDATE jobs SET lane = ? WHERE type = ? AND state < 4 AND lane <> ?", arguments: [lane, type, lane])
        for row in elsewhere {
            let state: Int64 = row["state"]
            let count: Int64 = row["count"]
            try database.execute(
                sql: "DELETE FROM counts WHERE state = ? AND status = -1 AND lane = ? AND type = ?",
                arguments: [state, row["lane"] as Int64, type])
            try database.execute(
                sql: """
                    INSERT INTO counts VALUES (?, -1, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET count = count + excluded.count
                    """, arguments: [state, lane, type, count])
        }
    }
}
