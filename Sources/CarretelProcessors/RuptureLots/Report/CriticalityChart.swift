import CarretelCore

/// A bar for each criticality and one for the orders that are all right.
struct CriticalityChart {
    private static let barHeight = 26
    private static let gap = 10
    private static let labelWidth = 90
    private static let barWidth = 520
    private static let countWidth = 150

    let tally: Tally

    func write(to page: inout HTMLWriter) {
        var bars: [(name: String, colour: StaticString, count: Int)] = zip(Criticality.allCases, tally.short).map {
            ($0.rawValue, Criticality.colourClass($0), $1)
        }
        bars.append(("OK", Criticality.colourClass(nil), tally.fine))
        let highest = max(1, bars.map(\.count).max() ?? 1)
        page.markup("<h2>Pedidos por criticidade</h2><figure id=\"criticidade\"><svg role=\"img\" viewBox=\"0 0 ")
        page.number(Self.labelWidth + Self.barWidth + Self.countWidth)
        page.markup(" ")
        page.number(bars.count * (Self.barHeight + Self.gap))
        page.markup("\"><title>Pedidos por criticidade</title>")
        for (place, bar) in bars.enumerated() { write(bar, at: place, of: highest, to: &page) }
        page.markup("</svg></figure>")
    }

    private func write(
        _ bar: (name: String, colour: StaticString, count: Int), at place: Int, of highest: Int,
        to page: inout HTMLWriter
    ) {
        let top = place * (Self.barHeight + Self.gap)
        // Whoever is there at all is seen.
        let width = bar.count == 0 ? 0 : max(2, bar.count * Self.barWidth / highest)
        let middle = top + Self.barHeight / 2 + 5
        text(bar.name, x: 0, y: middle, to: &page)
        page.markup("<rect rx=\"3\" class=\"")
        page.markup(bar.colour)
        page.markup("\" x=\"")
        page.number(Self.labelWidth)
        page.markup("\" y=\"")
        page.number(top)
        page.markup("\" width=\"")
        page.number(width)
        page.markup("\" height=\"")
        page.number(Self.barHeight)
        page.markup("\"/>")
        let share = ExactRounding.halfToEven(Int128(bar.count) * 1_000, over: Int128(tally.succeeded)) ?? 0
        text(
            "\(BrazilianText.count(bar.count)) (\(BrazilianText.decimal(share, places: 1, shown: 1)) %)",
            x: Self.labelWidth + width + 8, y: middle, to: &page)
    }

    private func text(_ text: String, x: Int, y: Int, to page: inout HTMLWriter) {
        page.markup("<text x=\"")
        page.number(x)
        page.markup("\" y=\"")
        page.number(y)
        page.element("\">", text, "</text>")
    }
}
