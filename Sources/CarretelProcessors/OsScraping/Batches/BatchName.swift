import CarretelCore

/// The name of a job's batches when its file gives none.
enum BatchName {
    /// `Lote_20261120_090000`, by the clocks of São Paulo.
    static func standard(at moment: Timestamp) -> String {
        // Three hours behind UTC all year: Brazil has had no summer time since 2019.
        let seconds = (moment + .seconds(-3 * 3_600)).microseconds / 1_000_000
        let (days, rest) = (floorDivision(seconds, 86_400), (seconds % 86_400 + 86_400) % 86_400)
        let (year, month, day) = CivilDate(dayNumber: days).parts
        let date = padded(year, 4) + padded(month, 2) + padded(day, 2)
        let time = padded(Int(rest / 3_600), 2) + padded(Int(rest / 60 % 60), 2) + padded(Int(rest % 60), 2)
        return "Lote_\(date)_\(time)"
    }

    private static func floorDivision(_ number: Int64, _ divisor: Int64) -> Int {
        Int(number >= 0 ? number / divisor : (number - divisor + 1) / divisor)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
