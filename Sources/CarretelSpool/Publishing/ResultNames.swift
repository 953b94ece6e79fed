internal import CarretelCore
internal import CarretelSystem

/// The names that the files of one job bear in `outgoing/`, by its result name.
struct ResultNames {
    let resultName: String

    var result: FileName { FileName("\(resultName).result.json") }
    var data: FileName { FileName("\(resultName).data") }
    var progress: FileName { FileName("\(resultName).progress.json") }
    var events: FileName { FileName("\(resultName).events.jsonl") }

    /// Where a result is written before it is put in its place: in `work/`, under the job's id.
    static func staged(_ id: JobID) -> FileName { FileName("\(id.text).result.json") }
}
