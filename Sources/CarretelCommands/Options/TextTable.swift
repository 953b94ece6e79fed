/// Columns of text, as wide as their widest cell.
struct TextTable {
    /// Where a column's text stands.
    enum Alignment {
        case left, right
    }

    /// One cell. Its text is safe for a terminal already.
    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var tone: TextStyle.Tone

        init(_ text: String, _ tone: TextStyle.Tone = .plain) {
            self.text = text
            self.tone = tone
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    private static let gap = "  "

    private let titles: [String]
    private let alignments: [Alignment]
    private var rows: [[Cell]] = []

    /// A table without rows.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        titles = columns.map(\.title)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; one cell a column.
    mutating func add(_ cells: [Cell]) {
        rows.append(cells)
    }

    /// The heading and the rows, without spaces at their ends.
    func lines(_ style: TextStyle) -> [String] {
        let heading = titles.map { Cell($0, .strong) }
        let all = titles.allSatisfy(\.isEmpty) ? rows : [heading] + rows
        let widths = titles.indices.map { column in all.map { $0[column].text.count }.max() ?? 0 }
        return all.map { line($0, widths, style) }
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: TextStyle) -> String {
        var line = ""
        var spaces = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.text.count)
            let painted = style.paint(cell.text, cell.tone)
            // Spaces are only written when something follows them.
            if alignments[column] == .right { spaces += padding }
            if !cell.text.isEmpty {
                line += spaces + painted
                spaces = ""
            }
            if alignments[column] == .left { spaces += padding }
            spaces += Self.gap
        }
        return line
    }
}
