// Cells of the business store: bound, read, and compared where they lie, because most rows of a second reading are the
// same as before and a String for each of their cells would cost more than all the rest.

import CarretelCore
import GRDBSQLite
import Glibc

extension PreparedStatement {
    func put(_ value: BusinessValue) {
        switch value {
        case .null: putNull()
        case .integer(let number): put(number)
        case .text(let text): put(text)
        }
    }

    /// The cell of the current row; what is neither text nor null reads as an integer, which STRICT tables see to.
    func value(_ column: Int) -> BusinessValue {
        switch unsafe sqlite3_column_type(handle, CInt(column)) {
        case SQLITE_NULL: .null
        case SQLITE_TEXT: .text(text(column) ?? "")
        default: .integer(integer(column))
        }
    }

    /// Whether the cell of the current row holds this.
    func holds(_ value: BusinessValue, at column: Int) -> Bool {
        let type = unsafe sqlite3_column_type(handle, CInt(column))
        switch value {
        case .null: return type == SQLITE_NULL
        case .integer(let number): return type == SQLITE_INTEGER && integer(column) == number
        case .text(let text):
            guard type == SQLITE_TEXT else { return false }
            var text = text
            return text.withUTF8 { unsafe holds($0, at: column) }
        }
    }

    /// Whether the text in the cell of the current row has these bytes.
    func holds(utf8 text: [UInt8], at column: Int) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe holds($0, at: column) }
    }

    private func holds(_ bytes: UnsafeBufferPointer<UInt8>, at column: Int) -> Bool {
        guard let own = unsafe sqlite3_column_text(handle, CInt(column)) else { return false }
        let count = unsafe Int(sqlite3_column_bytes(handle, CInt(column)))
        guard count == bytes.count, count > 0, let other = bytes.baseAddress else { return count == bytes.count }
        return unsafe memcmp(own, other, count) == 0
    }
}
