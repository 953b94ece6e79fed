internal import CarretelCore
internal import CarretelSystem

/// `state/maintenance-clock.json`: the ``ClockMark`` of the last run.
struct ClockMarkFile {
    static let name: FileName = "maintenance-clock.json"
    private static let schema = "carretel/maintenance-clock/1"
    private static let maxBytes = 4_096

    let state: Directory

    /// Nil where there is none, or one that cannot be read: then there is nothing to compare with.
    func read() throws(SystemError) -> ClockMark? {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try state.readFile(Self.name, limit: Self.maxBytes).bytes
        } catch  where error.isNotFound {
            return nil
        }
        // What is wrong with it makes no difference.
        guard let json = try? JSONValue(parsing: bytes), json["schema"]?.string == Self.schema,
            let wall = json["wall"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let monotonic = json["monotonic_ns"]?.int64, let bootID = json["boot_id"]?.string
        else { return nil }
        return ClockMark(
            wall: wall, monotonic: MonotonicInstant(nanoseconds: monotonic), bootID: bootID,
            doubtedSince: json["doubted_since"]?.string.flatMap { Timestamp(rfc3339: $0) })
    }

    /// Replaces it in one step; it is on disk afterwards, since after a crash the next run has nothing else to tell a
    /// clock that has jumped by.
    func write(_ mark: ClockMark) throws(SystemError) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("schema", Self.schema)
        writer.member("wall", mark.wall)
        writer.member("monotonic_ns", Int(mark.monotonic.nanoseconds))
        writer.member("boot_id", mark.bootID)
        writer.member("doubted_since", mark.doubtedSince)
        writer.endObject()
        writer.newline()
        let temporary: FileName = "maintenance-clock.json.new"
        let file = try state.openFile(temporary, .updateOrCreate(mode: 0o640))
        try file.truncate(to: 0)
        try file.writeAll(writer.bytes)
        try file.syncData()
        try file.close()
        try state.rename(temporary, to: state, as: Self.name, .replace)
        try state.sync()
    }
}
