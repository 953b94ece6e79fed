internal import CarretelCore
internal import CarretelSystem

/// Moves the files of an ended job whose name is used again to `outgoing/superseded/NAME.ID.*`, whole: nothing in
/// `outgoing/` is ever overwritten or deleted.
struct Superseding {
    let layout: SpoolLayout

    /// How many files of one name are told apart by a number.
    private static let maxNumber = 1_000

    /// Moves every file under a name away that is not the newcomer's, as
    /// ``Publisher/supersede(resultName:older:newcomer:)`` says.
    func makeWay(resultName: String, older: JobID?, newcomer: JobID) throws(SystemError) {
        let names = ResultNames(resultName: resultName)
        let ofResult = try owner(of: names.result)
        guard ofResult != newcomer else { return }
        try layout.handover.alone { () throws(SystemError) in
            let ofProgress = try owner(ofProgress: names.progress)
            let known = older ?? (ofProgress == newcomer ? nil : ofProgress)
            try moveResult(resultName: resultName, id: ofResult ?? known, withData: true)
            guard ofProgress != newcomer else { return }
            try moveProgress(resultName: resultName, id: ofProgress ?? ofResult ?? known)
        }
    }

    /// Moves a result, and its data folder unless a newcomer's own stands there already.
    ///
    /// - Parameters:
    ///   - resultName: the name in question.
    ///   - id: the older job's; nil when nothing says whose it is, which is shown as `unknown`.
    ///   - withData: whether the data folder goes too.
    /// - Throws: what the file system refused.
    func moveResult(resultName: String, id: JobID?, withData: Bool) throws(SystemError) {
        try move(\.result, of: layout.results, resultName, id)
        if withData { try move(\.data, of: layout.results, resultName, id) }
    }

    /// Moves the progress and events files. Within ``ProgressHandover/alone(_:)``, from the look whose they are.
    func moveProgress(resultName: String, id: JobID?) throws(SystemError) {
        try move(\.progress, of: layout.progress, resultName, id)
        try move(\.events, of: layout.progress, resultName, id)
    }

    /// Moves a data folder that is in the way of a newcomer's, under the id of the result beside it.
    func moveData(_ name: FileName) throws(SystemError) {
        let resultName = String(name.description.dropLast(".data".count))
        let id = try owner(of: ResultNames(resultName: resultName).result)
        try moveResult(resultName: resultName, id: id, withData: true)
    }

    /// The id of the job that a published result belongs to; nil when it is not there or does not say.
    func owner(of result: FileName) throws(SystemError) -> JobID? {
        try PublishedResult(layout: layout, resultName: "").jobID(of: result, in: layout.results)
    }

    /// The id of the job that a progress file belongs to; nil when it is not there or does not say.
    func owner(ofProgress progress: FileName) throws(SystemError) -> JobID? {
        try PublishedResult(layout: layout, resultName: "").jobID(of: progress, in: layout.progress)
    }

    /// Moves one file; one that is not there was taken, and one whose place is taken gets a number.
    private func move(
        _ file: KeyPath<ResultNames, FileName>, of folder: Directory, _ resultName: String, _ id: JobID?
    ) throws(SystemError) {
        let name = ResultNames(resultName: resultName)[keyPath: file]
        let base = "\(resultName).\(id?.text ?? "unknown")"
        for number in 0...Self.maxNumber {
            let moved = ResultNames(resultName: number == 0 ? base : "\(base).\(number)")[keyPath: file]
            do {
                _ = try folder.renameIfPresent(name, to: layout.superseded, as: moved)
                return
            } catch {
                guard error.isExisting, number < Self.maxNumber else { throw error }
            }
        }
    }
}
