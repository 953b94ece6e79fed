import CarretelCore

/// When a record was included and last changed: what the date filters of the lists look at.
struct RecordDates {
    /// Days since 1970.
    let included: Int
    let changed: Int

    /// The day for which a service order is planned.
    var planned: Int { included + 7 }

    /// The dates of the record at a place: inclusions are spread evenly, in the order of the records, and a third of
    /// them is changed some days later.
    init(index: Int, count: Int, settings: OmieSettings) {
        var dice = RecordDice(seed: settings.seed, stream: .dates, index: index)
        included = settings.firstDay.dayNumber + index * max(settings.days, 1) / max(count, 1)
        changed = dice.once(in: 3) ? included + 1 + dice.below(30) : included
    }
}
