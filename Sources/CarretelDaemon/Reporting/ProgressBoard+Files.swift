internal import CarretelCore
internal import CarretelEngine

extension ProgressBoard.Entry {
    /// Where the result is, seen from the folder of the progress files.
    private var resultPath: String { "../results/\(dossier.resultName).result.json" }

    /// The progress document.
    func document(at moment: Timestamp) -> [UInt8] {
        let (state, result): (ProgressDocument.State, String?) =
            switch self.state {
            case .running: (.running, nil)
            case .put(.waiting): (.waiting, nil)
            case .put(.deferred): (.deferred, nil)
            // Ended, but the result is not in its place yet: nobody may look for it.
            case .put(.ended): (.running, nil)
            case .published(let status): (.ended(status), resultPath)
            }
        var progress = progress
        if let forecast, case .put(.waiting) = self.state { progress.message = Self.words(of: forecast) }
        return ProgressDocument.render(
            dossier: dossier, state: state, attempt: attempt, progress: progress, startsAt: startsAt,
            updatedAt: moment, result: result)
    }

    /// When its next attempt starts, as far as that is known.
    private var startsAt: Timestamp? {
        switch state {
        case .put(.waiting): forecast?.startsAt
        case .put(.deferred(let until, _)): until
        case .running, .put(.ended), .published: nil
        }
    }

    private static func words(of forecast: StartForecast) -> String {
        "Waits for its lane's limit on starts: place \(forecast.place), starts at \(forecast.startsAt.rfc3339Milliseconds) "
            + "if nothing takes precedence."
    }

    /// The lines to be appended to the events file, and the `seq` of the last of them.
    func lines(after sequence: Int, at moment: Timestamp) -> (bytes: [UInt8], lastSequence: Int) {
        var bytes: [UInt8] = []
        var last = sequence
        for (event, arrivedAt) in pending {
            last += 1
            bytes += EventLine.render(event: event, sequence: last, at: arrivedAt)
        }
        if case .published(let status) = state {
            last += 1
            bytes += EventLine.renderLast(sequence: last, at: moment, status: status, result: resultPath)
        }
        return (bytes, last)
    }
}
