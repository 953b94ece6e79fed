import CarretelCore

/// The one line that a front end shows on an order's button: `rotulo`.
enum OrderLabel {
    /// `Estoque OK`, `Disp. 67% | Total Disp. 13/03`, or `Total Não Disp.` when nobody can say when all of it is there.
    static func text(of analysis: OrderAnalysis) -> String {
        switch analysis.complete {
        case .now: "Estoque OK"
        case .on(let date): "Disp. \(analysis.availabilityPercent)% | Total Disp. \(short(date))"
        case .unknown: "Total Não Disp."
        }
    }

    /// `13/03`.
    private static func short(_ date: CivilDate) -> String {
        let (_, month, day) = date.parts
        return "\(day < 10 ? "0" : "")\(day)/\(month < 10 ? "0" : "")\(month)"
    }
}
