import CarretelCore
import CarretelTestKit
import Testing

@testable import CarretelProcessors

/// The five tables of a dataset as the text of their rows; headers are added.
struct TestDataset {
    var orders = ""
    var stock = ""
    var shipments = ""
    var production = ""
    var equivalents = ""

    var files: [String: [UInt8]] {
        let rows = [orders, stock, shipments, production, equivalents]
        return Dictionary(
            uniqueKeysWithValues: zip(TableShape.allCases, rows).map { table, rows in
                let end = rows.isEmpty || rows.hasSuffix("\n") ? "" : "\n"
                return (table.file, Array((table.columnNames.joined(separator: ",") + "\n" + rows + end).utf8))
            })
    }
}

/// One run of the whole processor on a dataset in memory, and what came of it.
struct RuptureRun {
    let attempt: ScriptedAttempt
    let outcome: ProcessorOutcome
    /// The lines of `resultados.jsonl`.
    let results: [JSONValue]
    /// The lines of `produtos_em_ruptura.jsonl`.
    let products: [JSONValue]
    /// The text of `relatorio.html`.
    let report: String

    /// Runs a job on the dataset `loja`.
    init(
        _ dataset: TestDataset, parameters: String, settings: String = "{}",
        prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws {
        try await self.init(files: dataset.files, parameters: parameters, settings: settings, prepare: prepare)
    }

    /// Runs a job on the dataset `loja` of these files.
    init(
        files: [String: [UInt8]], parameters: String, settings: String = "{}",
        prepare: (ScriptedAttempt) -> Void = { _ in }
    ) async throws {
        attempt = try ScriptedAttempt(
            parameters: parameters, settings: settings, datasets: ScriptedDatasets(["loja": files]))
        prepare(attempt)
        outcome = try await RuptureLots().run(attempt)
        results = try Self.lines("resultados.jsonl", attempt)
        products = try Self.lines("produtos_em_ruptura.jsonl", attempt)
        report = String(decoding: attempt.dataFile(named: "relatorio.html")?.bytes ?? [], as: UTF8.self)
    }

    /// The output of an attempt that succeeded, at least partly.
    var output: JSONValue {
        get throws {
            switch outcome {
            case .succeeded(let output, _), .partial(let output, _, _): try JSONValue(parsing: output)
            default: throw Unexpected(outcome: outcome)
            }
        }
    }

    /// The events in the order in which they were reported.
    var events: [JSONValue] {
        get throws {
            try attempt.reported.filter { !$0.event.isEmpty }.map { try JSONValue(parsing: $0.event) }
        }
    }

    private static func lines(_ name: String, _ attempt: ScriptedAttempt) throws -> [JSONValue] {
        try (attempt.dataFile(named: name)?.lines ?? []).map { try JSONValue(parsing: Array($0.utf8)) }
    }

    struct Unexpected: Error {
        var outcome: ProcessorOutcome
    }
}

extension JSONValue {
    /// The number texts of one member of every element of an array member.
    func numbers(_ array: String, _ name: String) -> [String?] {
        self[array]?.elements.map { $0[name]?.numberText } ?? []
    }

    /// The strings of one member of every element of an array member.
    func strings(_ array: String, _ name: String) -> [String?] {
        self[array]?.elements.map { $0[name]?.string } ?? []
    }
}
