internal import CarretelCore
internal import CarretelProcessors

/// Upright bars as an inline drawing: their heights are the counts, the axis says how many.
struct BarChart {
    /// One bar: what succeeded below, what failed on top of it.
    struct Bar {
        /// Under the bar; not every bar has room for one.
        var label: String
        /// What is shown when the pointer rests on it.
        var title: String
        var successes: Int
        var failures = 0

        var count: Int { successes + failures }
    }

    /// How wide a drawing is, in tenths of its points.
    enum Width: Int {
        /// As the page.
        case whole = 11_000
        /// Two beside each other.
        case half = 5_300
    }

    // In tenths of a point of the drawing.
    private static let plotHeight = 1_800
    private static let top = 150
    private static let left = 560
    private static let right = 100
    private static let labelHeight = 280
    /// How much room a label needs.
    private static let labelWidth = 520
    /// The lowest bar that is seen.
    private static let lowest = 10

    /// Names the drawing on the page.
    let id: String
    let heading: String
    let note: String
    var size = Width.whole
    /// What succeeded is drawn so.
    var colour: StaticString = "success"
    let bars: [Bar]

    private var width: Int { size.rawValue }

    func write(to page: inout HTMLWriter) {
        page.element("<h2>", heading, "</h2>")
        page.element("<p class=\"note\">", note, "</p><figure id=\"")
        page.text(id)
        page.markup("\"><svg role=\"img\" class=\"")
        page.markup(size == .whole ? "whole" : "half")
        page.markup("\" viewBox=\"0 0 ")
        tenths(width, to: &page)
        page.markup(" ")
        tenths(Self.top + Self.plotHeight + Self.labelHeight, to: &page)
        page.element("\"><title>", heading, "</title>")
        let axis = Axis(highest: bars.map(\.count).max() ?? 0)
        for step in 0...axis.steps { writeLine(step, of: axis, to: &page) }
        for place in bars.indices { write(bars[place], at: place, axis, to: &page) }
        page.markup("</svg></figure>")
    }

    /// Round numbers beside the bars: the top of the axis is the first one that no bar is above.
    struct Axis {
        let step: Int
        let steps: Int
        var highest: Int { step * steps }

        init(highest: Int) {
            let wanted = max(highest, 1)
            var unit = 1
            var step = 1
            // At most five steps of 1, 2 or 5 times a power of ten.
            search: while true {
                for factor in [1, 2, 5] {
                    step = unit * factor
                    if wanted <= step * 5 { break search }
                }
                unit *= 10
            }
            self.step = step
            steps = (wanted + step - 1) / step
        }
    }

    private func writeLine(_ step: Int, of axis: Axis, to page: inout HTMLWriter) {
        let y = Self.top + Self.plotHeight - Self.plotHeight * step / axis.steps
        page.markup("<line class=\"axis\" x1=\"")
        tenths(Self.left, to: &page)
        page.markup("\" x2=\"")
        tenths(width - Self.right, to: &page)
        page.markup("\" y1=\"")
        tenths(y, to: &page)
        page.markup("\" y2=\"")
        tenths(y, to: &page)
        page.markup("\"/>")
        text(
            BrazilianText.count(axis.step * step), x: Self.left - 80, y: y + 45, anchor: "end", to: &page)
    }

    private func write(_ bar: Bar, at place: Int, _ axis: Axis, to page: inout HTMLWriter) {
        let plotWidth = width - Self.left - Self.right
        let start = Self.left + plotWidth * place / bars.count
        let slot = Self.left + plotWidth * (place + 1) / bars.count - start
        // A few bars do not become walls, and many keep a gap.
        let thickness = max(min(slot * 4 / 5, 600), min(slot, 10))
        let x = start + (slot - thickness) / 2
        let bottom = Self.top + Self.plotHeight
        let full = height(bar.count, axis)
        let failed = bar.failures == 0 ? 0 : max(Self.lowest, full * bar.failures / max(bar.count, 1))
        page.element("<g><title>", bar.title, "</title>")
        rectangle(colour, x, bottom - full + failed, thickness, full - failed, bar.successes, to: &page)
        rectangle("danger", x, bottom - full, thickness, failed, bar.failures, to: &page)
        page.markup("</g>")
        let every = max(1, (Self.labelWidth + max(slot, 1) - 1) / max(slot, 1))
        // The last one is the one that is looked for.
        guard (bars.count - 1 - place) % every == 0 else { return }
        text(bar.label, x: start + slot / 2, y: bottom + 200, anchor: "middle", to: &page)
    }

    private func height(_ count: Int, _ axis: Axis) -> Int {
        count == 0 ? 0 : max(Self.lowest * 2, Self.plotHeight * count / axis.highest)
    }

    private func rectangle(
        _ colour: StaticString, _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ count: Int, to page: inout HTMLWriter
    ) {
        guard count > 0 else { return }
        page.markup("<rect class=\"")
        page.markup(colour)
        page.markup("\" x=\"")
        tenths(x, to: &page)
        page.markup("\" y=\"")
        tenths(y, to: &page)
        page.markup("\" width=\"")
        tenths(width, to: &page)
        page.markup("\" height=\"")
        tenths(height, to: &page)
        page.markup("\"/>")
    }

    private func text(_ text: String, x: Int, y: Int, anchor: StaticString, to page: inout HTMLWriter) {
        page.markup("<text text-anchor=\"")
        page.markup(anchor)
        page.markup("\" x=\"")
        tenths(x, to: &page)
        page.markup("\" y=\"")
        tenths(y, to: &page)
        page.element("\">", text, "</text>")
    }

    private func tenths(_ value: Int, to page: inout HTMLWriter) {
        page.number(value / 10)
        guard value % 10 != 0 else { return }
        page.markup(".")
        page.number(value % 10)
    }
}
