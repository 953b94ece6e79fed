/// What keeps bytes from being a usable file of the time zone database.
package enum ZoneFileProblem: String, Error, Sendable, Hashable {
    case notTZif = "it is no TZif file (RFC 9636)"
    case truncated = "it ends too early"
    case impossible = "what it says is impossible"
    case leapSeconds = "it counts leap seconds, which the clocks here do not"
}

extension ZoneRules {
    /// The largest file that is read: 1 MiB; the largest in the database has 4 KiB.
    package static let maxFileBytes = 1 << 20
    /// Clocks are at most so many seconds from UTC: 26 hours, as RFC 9636 allows.
    private static let maxOffset = 93_600
    /// Changes further from 1970 count as if they were there, so that sums with them cannot overflow: files may begin with
    /// the Big Bang.
    private static let maxSecond = 1 << 59

    /// Reads a compiled file of the time zone database, of any version (RFC 9636).
    ///
    /// - Throws: why it cannot be used.
    package init(tzif bytes: [UInt8]) throws(ZoneFileProblem) {
        var reader = TZifReader(bytes: bytes)
        var header = try reader.header()
        if header.version >= 2 {
            // The first block is for readers of 1986, with 32 bits for a moment.
            try reader.skip(header.byteCount(timeBytes: 4))
            header = try reader.header()
        }
        let timeBytes = header.version >= 2 ? 8 : 4
        guard header.leapCount == 0 else { throw .leapSeconds }
        guard header.typeCount > 0 else { throw .impossible }
        // Before any is read, so that a count cannot ask for more memory than the file has bytes.
        guard header.byteCount(timeBytes: timeBytes) <= reader.left else { throw .truncated }
        var moments: [Int] = []
        for _ in 0..<header.timeCount { moments.append(try reader.integer(timeBytes)) }
        var kinds: [Int] = []
        for _ in 0..<header.timeCount { kinds.append(try reader.byte()) }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            offsets.append(try reader.integer(4))
            try reader.skip(2)
        }
        try reader.skip(header.charCount + header.standardCount + header.universalCount)
        guard kinds.allSatisfy({ $0 < offsets.count }), zip(moments, moments.dropFirst()).allSatisfy({ $0 < $1 }),
            offsets.allSatisfy({ abs($0) <= Self.maxOffset })
        else { throw .impossible }
        self.init(
            firstOffset: offsets[0],
            transitions: zip(moments, kinds).map {
                Transition(at: min(max($0, -Self.maxSecond), Self.maxSecond), offset: offsets[$1])
            },
            later: header.version >= 2 ? try reader.footer() : nil)
    }
}

private struct TZifHeader {
    var version: Int
    var universalCount: Int
    var standardCount: Int
    var leapCount: Int
    var timeCount: Int
    var typeCount: Int
    var charCount: Int

    func byteCount(timeBytes: Int) -> Int {
        timeCount * (timeBytes + 1) + typeCount * 6 + charCount + leapCount * (timeBytes + 4) + standardCount
            + universalCount
    }
}

private struct TZifReader {
    private static let magic = Array("TZif".utf8)

    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var left: Int { bytes.count - place }

    mutating func header() throws(ZoneFileProblem) -> TZifHeader {
        guard bytes[place...].starts(with: Self.magic) else { throw .notTZif }
        try skip(Self.magic.count)
        // A zero, or a digit from 2 on.
        let version = max(try byte() - Int(UInt8(ascii: "0")), 1)
        try skip(15)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(try integer(4)) }
        guard counts.allSatisfy({ 0...ZoneRules.maxFileBytes ~= $0 }) else { throw .impossible }
        return TZifHeader(
            version: version, universalCount: counts[0], standardCount: counts[1], leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], charCount: counts[5])
    }

    /// The rule between two line feeds; nil when it is empty: nothing is known of later times.
    mutating func footer() throws(ZoneFileProblem) -> YearlyZoneRule? {
        guard try byte() == Int(UInt8(ascii: "\n")), let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw .truncated }
        let text = String(decoding: bytes[place..<end], as: UTF8.self)
        if text.isEmpty { return nil }
        guard let rule = YearlyZoneRule(posix: text) else { throw .impossible }
        return rule
    }

    mutating func skip(_ count: Int) throws(ZoneFileProblem) {
        guard count <= left else { throw .truncated }
        place += count
    }

    mutating func byte() throws(ZoneFileProblem) -> Int {
        try skip(1)
        return Int(bytes[place - 1])
    }

    /// A signed integer of 4 or 8 bytes, the most significant first.
    mutating func integer(_ count: Int) throws(ZoneFileProblem) -> Int {
        try skip(count)
        let value = bytes[place - count..<place].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return count == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(truncatingIfNeeded: value)
    }
}
