import CarretelCore

/// Changes of one table, gathered and kept many together.
///
/// A row that is new is kept by its id alone: its line is made when it is handed out, of the row as it then is. A first
/// load would otherwise write every row twice.
struct ChangeLines {
    private let shape: ChangeLineShape
    private let together: Int
    private let keep: ([UInt8]) throws(StoreFailure) -> Void
    private var writer = JSONWriter(capacity: 0)
    private var count = 0

    /// Starts without lines.
    ///
    /// - Parameters:
    ///   - shape: how they are written.
    ///   - together: how many are kept at once.
    ///   - keep: takes so many lines, with line breaks between them.
    init(_ shape: ChangeLineShape, together: Int, keep: @escaping ([UInt8]) throws(StoreFailure) -> Void) {
        self.shape = shape
        self.together = together
        self.keep = keep
    }

    mutating func insert(_ id: Int64) throws(StoreFailure) {
        beginLine()
        writer.integer(Int(id))
        try endLine()
    }

    mutating func update(_ id: Int64, _ before: [BusinessValue], _ after: [BusinessValue]) throws(StoreFailure) {
        beginLine()
        shape.write(.update(before: before, after: after), of: id, to: &writer)
        try endLine()
    }

    mutating func delete(_ id: Int64, _ before: [BusinessValue]) throws(StoreFailure) {
        beginLine()
        shape.write(.delete(before: before), of: id, to: &writer)
        try endLine()
    }

    /// Keeps what was gathered last.
    mutating func finish() throws(StoreFailure) {
        guard count > 0 else { return }
        try keep(writer.bytes)
        writer = JSONWriter(capacity: 0)
        count = 0
    }

    private mutating func beginLine() {
        if count > 0 { writer.newline() }
    }

    private mutating func endLine() throws(StoreFailure) {
        count += 1
        if count == together { try finish() }
    }

    /// Makes of what was kept what is handed out.
    ///
    /// - Parameters:
    ///   - kept: lines with line breaks between them.
    ///   - shape: how they are written.
    ///   - row: the values of a row; nil for one that is gone.
    /// - Returns: the lines without their ends. A new row that is gone already has none, for nobody has seen it.
    /// - Throws: what `row` throws.
    static func lines(
        of kept: [UInt8], _ shape: ChangeLineShape, row: (Int64) throws(StoreFailure) -> [BusinessValue]?
    ) throws(StoreFailure) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for line in kept.split(separator: UInt8(ascii: "\n")) {
            guard let id = Int64(String(decoding: line.prefix(maxIDBytes + 1), as: UTF8.self)) else {
                lines.append(Array(line))
                continue
            }
            guard let values = try row(id) else { continue }
            var writer = JSONWriter(capacity: 0)
            shape.write(.insert(after: values), of: id, to: &writer)
            lines.append(writer.bytes)
        }
        return lines
    }

    /// The digits of the largest id, with its sign.
    private static let maxIDBytes = 20
}
