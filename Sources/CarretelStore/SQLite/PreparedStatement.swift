// The statements of the hot path. GRDB compiles and owns them; values are bound and rows are stepped through SQLite's
// own functions, because GRDB's way through boxed values and `Data` costs three times as much: 5.2 to 6.7 µs of CPU for
// an insert of 29 columns with `setUncheckedArguments`, 1.7 to 2.4 µs this way. All pointers to SQLite in this module
// are in this folder.

import CarretelCore
import GRDB
import GRDBSQLite

/// A compiled statement that is used over and over: put its values in order, then ``run()`` it or step with ``next()``.
///
/// Belongs to one connection and is used on its queue only.
// Safe to use, because the compiled statement lives as long as its owner, and what is bound is copied.
@safe final class PreparedStatement {
    /// Keeps the compiled statement alive; its `deinit` finalizes it.
    private let owner: Statement
    let handle: OpaquePointer
    private var position: CInt = 0

    init(_ sql: String, in database: Database) throws {
        owner = try database.makeStatement(sql: sql)
        unsafe handle = owner.sqliteStatement
    }

    // MARK: Binding, from the first parameter to the last

    func put(_ value: Int64) {
        position += 1
        unsafe note(sqlite3_bind_int64(handle, position, value))
    }

    func put(_ value: Int) { put(Int64(value)) }

    func put(_ value: Bool) { put(value ? 1 as Int64 : 0) }

    func put(_ value: Double) {
        position += 1
        unsafe note(sqlite3_bind_double(handle, position, value))
    }

    func putNull() {
        position += 1
        unsafe note(sqlite3_bind_null(handle, position))
    }

    func put(_ value: Int64?) {
        if let value { put(value) } else { putNull() }
    }

    func put(_ value: Timestamp?) { put(value?.microseconds) }

    func put(_ value: JobNumber) { put(value.rawValue) }

    func put(_ value: String) {
        var text = value
        text.withUTF8 { unsafe putText($0) }
    }

    /// Binds a text that is there as bytes.
    func put(utf8 text: [UInt8]) {
        unsafe text.withUnsafeBufferPointer { unsafe putText($0) }
    }

    private func putText(_ bytes: UnsafeBufferPointer<UInt8>) {
        position += 1
        unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
            // An empty string may have no address, which would bind NULL.
            unsafe note(
                characters.isEmpty
                    ? sqlite3_bind_text(handle, position, "", 0, Self.copied)
                    : sqlite3_bind_text64(
                        handle, position, characters.baseAddress, UInt64(characters.count), Self.copied,
                        UInt8(SQLITE_UTF8)))
        }
    }

    func put(_ value: String?) {
        if let value { put(value) } else { putNull() }
    }

    func put(_ value: [UInt8]) {
        position += 1
        guard !value.isEmpty else { return unsafe note(sqlite3_bind_zeroblob(handle, position, 0)) }
        unsafe value.withUnsafeBytes { bytes in
            unsafe note(
                sqlite3_bind_blob64(handle, position, bytes.baseAddress, UInt64(bytes.count), Self.copied))
        }
    }

    func put(_ value: [UInt8]?) {
        if let value { put(value) } else { putNull() }
    }

    func put(_ value: JobID) {
        position += 1
        unsafe withUnsafeBytes(of: (value.high.bigEndian, value.low.bigEndian)) { bytes in
            unsafe note(sqlite3_bind_blob(handle, position, bytes.baseAddress, CInt(bytes.count), Self.copied))
        }
    }

    func put(_ value: JobID?) {
        if let value { put(value) } else { putNull() }
    }

    // MARK: Stepping

    /// Runs a statement that gives no rows.
    func run() throws(StoreFailure) {
        defer { reset() }
        while try step() {}
    }

    /// Runs a statement and says how many rows it changed.
    func changes() throws(StoreFailure) -> Int {
        try run()
        return unsafe Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Calls `read` with the first row; nil when there is none.
    func first<Value>(_ read: (PreparedStatement) throws(StoreFailure) -> Value) throws(StoreFailure) -> Value? {
        defer { reset() }
        guard try step() else { return nil }
        return try read(self)
    }

    /// Calls `read` with every row.
    func all<Value>(_ read: (PreparedStatement) throws(StoreFailure) -> Value) throws(StoreFailure) -> [Value] {
        defer { reset() }
        var values: [Value] = []
        while try step() { values.append(try read(self)) }
        return values
    }

    /// Calls `use` with every row until it throws.
    ///
    /// - Returns: what `use` threw.
    func each<Refusal: Error>(
        orStopWith: Refusal.Type, _ use: (PreparedStatement) throws(Refusal) -> Void
    ) throws(StoreFailure) -> Refusal? {
        defer { reset() }
        while try step() {
            do throws(Refusal) {
                try use(self)
            } catch {
                return error
            }
        }
        return nil
    }

    private var bindingFailure: CInt = SQLITE_OK

    private func note(_ code: CInt) {
        if code != SQLITE_OK { bindingFailure = code }
    }

    private func step() throws(StoreFailure) -> Bool {
        guard bindingFailure == SQLITE_OK else { throw failure(bindingFailure) }
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    private func failure(_ code: CInt) -> StoreFailure {
        let words = unsafe sqlite3_errmsg(sqlite3_db_handle(handle)).map { unsafe String(cString: $0) }
        return StoreFailure(resultCode: code, words: words ?? "", doing: "running \(owner.sql)")
    }

    private func reset() {
        // The result code repeats what `step` already reported. Bindings stay: each use puts all of them again.
        unsafe sqlite3_reset(handle)
        position = 0
        bindingFailure = SQLITE_OK
    }

    // MARK: Columns of the current row, from 0

    func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, CInt(column)) }

    func count(_ column: Int) -> Int { Int(integer(column)) }

    func real(_ column: Int) -> Double { unsafe sqlite3_column_double(handle, CInt(column)) }

    func flag(_ column: Int) -> Bool { integer(column) != 0 }

    func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, CInt(column)) == SQLITE_NULL }

    func integerOrNil(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

    func moment(_ column: Int) -> Timestamp? { integerOrNil(column).map { Timestamp(microseconds: $0) } }

    func number(_ column: Int) -> JobNumber { JobNumber(rawValue: integer(column)) }

    func text(_ column: Int) -> String? {
        guard let bytes = unsafe sqlite3_column_text(handle, CInt(column)) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, CInt(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func blob(_ column: Int) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        // SQLite gives no address for an empty blob.
        guard let bytes = unsafe sqlite3_column_blob(handle, CInt(column)) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, CInt(column)))
        return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    func id(_ column: Int) -> JobID? { blob(column).flatMap { JobID(journalled: $0) } }

    /// Tells SQLite to copy what is bound (SQLITE_TRANSIENT, a macro that Swift cannot import).
    nonisolated(unsafe) private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension JobID {
    /// Reads the 16 bytes that the journal stores, most significant first, so that their order is that of the ids.
    init?(journalled bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes[0..<8] { high = high << 8 | UInt64(byte) }
        for byte in bytes[8..<16] { low = low << 8 | UInt64(byte) }
        self.init(high: high, low: low)
    }

    /// The 16 bytes that the journal stores.
    var journalled: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for half in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(half >> shift & 0xFF)) }
        }
        return bytes
    }
}
