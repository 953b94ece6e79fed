// What those are told who wait in a lane that its limits on starts hold up.

extension DispatchMachine {
    /// Tells the first of a lane when they will start, where that has changed; at most once in
    /// ``DispatchSettings/announceInterval``, because each look goes through the lane's head.
    mutating func announceStarts(in lane: Int) {
        guard lanes[lane].opensAt != nil, !isStopping else {
            if !lanes[lane].announced.isEmpty { lanes[lane].announced.removeAll() }
            return
        }
        if let from = lanes[lane].announcesFrom, from > clock.monotonic { return agenda.set(.announcement(lane), from) }
        lanes[lane].announcesFrom = clock.monotonic + settings.announceInterval
        var announced: [JobNumber: Timestamp] = [:]
        for (number, forecast) in forecasts(in: lane) {
            let before = lanes[lane].announced[number]
            let hasMoved = before.map { abs(($0 - forecast.startsAt).wholeMilliseconds) >= Self.noticeableMilliseconds }
            if hasMoved ?? true { emit(.announce(number, forecast)) }
            announced[number] = hasMoved ?? true ? forecast.startsAt : before
        }
        lanes[lane].announced = announced
    }

    /// A start that moves by less is not told again.
    private static let noticeableMilliseconds: Int64 = 5_000

    /// When the first of a lane's waiting jobs will start.
    private func forecasts(in lane: Int) -> [(JobNumber, StartForecast)] {
        var starts = lanes[lane].starts
        var forecasts: [(JobNumber, StartForecast)] = []
        for (index, key) in lanes[lane].waiting.head(settings.announceCount).enumerated() {
            guard let job = residents[key.number]?.job, job.startsNewPiece else { continue }
            let moment = starts.reserveNext(from: clock.wall)
            forecasts.append((key.number, StartForecast(startsAt: moment, place: index + 1, lane: lane)))
        }
        return forecasts
    }
}
