// The numbers that the journal gave to the names of types and lanes, and what they are in this run's catalogue.

import CarretelCore
import GRDB

/// Translates between the catalogue's positions and the journal's numbers.
struct JournalVocabulary {
    /// By position in ``JobCatalogue/types``.
    private(set) var typeNumbers: [Int64] = []
    /// By position in ``JobCatalogue/lanes``.
    private(set) var laneNumbers: [Int64] = []
    private let catalogue: JobCatalogue
    private var typeByName: [String: Int] = [:]
    private var typeByNumber: [Int64: Int] = [:]
    private var laneByNumber: [Int64: Int] = [:]

    /// Gives numbers to names that the journal has not seen, and moves unended jobs of a type that are in none of its
    /// lanes to its own.
    init(_ catalogue: JobCatalogue, in database: Database) throws {
        self.catalogue = catalogue
        for (position, lane) in catalogue.lanes.enumerated() {
            let number = try Self.number(of: lane.name, in: "lanes", database)
            laneNumbers.append(number)
            laneByNumber[number] = position
        }
        for (position, type) in catalogue.types.enumerated() {
            let number = try Self.number(of: type.name, in: "types", database)
            typeNumbers.append(number)
            typeByName[type.name] = position
            typeByNumber[number] = position
            try Self.moveUnended(
                type: number, to: catalogue.laneIndices(ofTypeAt: position).map { laneNumbers[$0] }, database)
        }
    }

    /// The journal's numbers of a type and of one of its lanes; nil for a type that is not in the catalogue.
    func entry(ofType name: String, lane choice: LaneChoice) -> (type: Int64, lane: Int64)? {
        typeByName[name].map { (typeNumbers[$0], laneNumbers[catalogue.laneIndex(ofTypeAt: $0, choice)]) }
    }

    /// The catalogue's position of a type, by the journal's number; nil when this run does not know it.
    func position(ofType number: Int64) -> Int? { typeByNumber[number] }

    /// The catalogue's position of a lane, by the journal's number; nil when this run does not know it.
    func position(ofLane number: Int64) -> Int? { laneByNumber[number] }

    private static func number(of name: String, in table: String, _ database: Database) throws -> Int64 {
        if let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM \(table) WHERE name = ?", arguments: [name])
        {
            return number
        }
        try database.execute(sql: "INSERT INTO \(table) (name) VALUES (?)", arguments: [name])
        return database.lastInsertedRowID
    }

    private static func moveUnended(type: Int64, to lanes: [Int64], _ database: Database) throws {
        let list = lanes.map(String.init).joined(separator: ", ")
        let elsewhere = try Row.fetchAll(
            database,
            sql: """
                SELECT state, lane, count FROM counts
                WHERE state < 4 AND type = ? AND lane NOT IN (\(list)) AND count > 0
                """, arguments: [type])
        guard !elsewhere.isEmpty, let lane = lanes.first else { return }
        try database.execute(
            sql: "UPDATE jobs SET lane = ? WHERE type = ? AND state < 4 AND lane NOT IN (\(list))",
            arguments: [lane, type])
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
