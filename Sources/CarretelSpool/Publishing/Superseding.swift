internal import CarretelCore
internal import CarretelSystem

/// Moves the files of an ended job whose name is used again to `outgoing/superseded/NAME.ID.*`, whole: nothing in
/// `outgoing/` is ever overwritten or deleted.
struct Superseding {
    let layout: SpoolLayout

    /// Moves every file that bears the name.
    ///
    /// - Parameters:
    ///   - resultName: the name in question.
    ///   - id: the older job's; nil when the result does not say, which is shown as `unknown`.
    ///   - keepingData: leaves the data folder, where the newcomer's own already stands there.
    /// - Throws: what the file system refused.
    func move(resultName: String, id: JobID?, keepingData: Bool = false) throws(SystemError) {
        let names = ResultNames(resultName: resultName)
        let moved = ResultNames(resultName: "\(resultName).\(id?.text ?? "unknown")")
        try move(names.result, of: layout.results, as: moved.result)
        if !keepingData { try move(names.data, of: layout.results, as: moved.data) }
        try move(names.progress, of: layout.progress, as: moved.progress)
        try move(names.events, of: layout.progress, as: moved.events)
    }

    /// Moves a data folder that is in the way of a newcomer's, under the id of the result beside it.
    func moveData(_ name: FileName) throws(SystemError) {
        let resultName = String(name.description.dropLast(".data".count))
        let id = try owner(of: ResultNames(resultName: resultName).result)
        try move(resultName: resultName, id: id)
    }

    /// The id of the job that a published result belongs to; nil when it is not there or does not say.
    func owner(of result: FileName) throws(SystemError) -> JobID? {
        try PublishedResult(layout: layout, resultName: "").jobID(of: result, in: layout.results)
    }

    /// Moves one entry; one that is not there was taken, and one whose place is taken gets a number.
    private func move(_ name: FileName, of folder: Directory, as newName: FileName) throws(SystemError) {
        var target = newName
        for attempt in 1...1_000 {
            do {
                _ = try folder.renameIfPresent(name, to: layout.superseded, as: target)
                return
            } catch {
                guard error.isExisting, attempt < 1_000 else { throw error }
                target = FileName("\(newName).\(attempt)")
            }
        }
    }
}
