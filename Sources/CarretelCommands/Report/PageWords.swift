internal import CarretelCore
internal import CarretelProcessors
internal import CarretelStore

/// Figures of a report as they are written in Brazil.
struct PageWords {
    static let weekdays = ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"]

    /// Whose clocks say when something was.
    let zone: ZoneRules

    /// `20/11/2026 08:15`, by the clocks of the zone.
    func moment(_ moment: Timestamp) -> String {
        let offset = zone.offset(at: moment)
        let date = moment.civilDate(offsetSeconds: offset)
        let minute = ((moment + .seconds(offset)).microseconds / 60_000_000 - Int64(date.dayNumber) * 1_440)
        return "\(BrazilianText.date(date)) \(Self.twoDigits(minute / 60)):\(Self.twoDigits(minute % 60))"
    }

    /// A bar that says all of its figures to whoever points at it.
    func bar(_ label: String, _ name: String, _ tally: UsageTally) -> BarChart.Bar {
        var title = "\(name): \(BrazilianText.count(tally.requests)) consultas"
        if tally.requests > 0 {
            title += ", \(BrazilianText.count(tally.failures)) falhas, \(Self.percent(tally.successRate)) com sucesso"
        }
        if let mean = tally.mean { title += ", tempo médio \(Self.seconds(mean))" }
        return .init(label: label, title: title, successes: tally.successes, failures: tally.failures)
    }

    /// `97,24 %` of hundredths of a percent.
    static func percent(_ hundredths: Int?) -> String {
        hundredths.map { "\(BrazilianText.decimal(Int128($0), places: 2, shown: 2)) %" } ?? "–"
    }

    /// `1,25 s`, or minutes and seconds from two minutes on.
    static func seconds(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        guard seconds < 120 else { return HumanText.duration(.seconds(Int64(seconds))) }
        let milliseconds = Int128((seconds * 1_000).rounded())
        return "\(BrazilianText.decimal(milliseconds, places: 3, shown: seconds < 10 ? 2 : 1)) s"
    }

    /// `30 s`, `2 min`.
    static func short(_ seconds: Int) -> String {
        seconds >= 60 && seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
    }

    /// What is too much, in a sentence.
    static func alert(_ measure: AlertMeasure) -> String {
        let value = BrazilianText.decimal(Int128((measure.value * 10).rounded()), places: 1, shown: 1)
        return switch measure.kind {
        case .errorRate: "Alerta: \(value) % de falhas nos últimos 60 min (limite: \(measure.limit) %)."
        case .duration: "Alerta: uma OS leva \(value) s (limite: \(measure.limit) s)."
        case .waiting: "Alerta: \(Int(measure.value)) trabalhos aguardando (limite: \(measure.limit))."
        case .memory: "Alerta: \(Int(measure.value)) MiB de memória em uso (limite: \(measure.limit) MiB)."
        }
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
