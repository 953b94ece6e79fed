internal import CCarretelSystem

/// One entry of a folder as a listing gives it.
package struct DirectoryEntry: Sendable {
    package var name: FileName
    /// Nil where the file system does not say; ``Directory/status(of:)`` does.
    package var kind: FileStatus.Kind?
    package var inode: UInt64
}

/// Streams the entries of a folder in bounded memory, whatever their number. Entries that come or go meanwhile may or
/// may not be seen; all others are, once. Related system call: getdents64(2).
package struct DirectoryEntries: ~Copyable {
    /// 64 KiB hold about a thousand entries; more calls the system no less often for it (glibc takes 32).
    private static let bufferBytes = 1 << 16
    // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, then the name and its zero.
    private static let lengthOffset = 16
    private static let typeOffset = 18
    private static let nameOffset = 19

    private let directory: OwnedDescriptor
    private let path: String
    private var buffer: [UInt8]
    private var filled = 0
    private var position = 0

    init(taking directory: consuming OwnedDescriptor, path: String) {
        self.directory = directory
        self.path = path
        buffer = Array(repeating: 0, count: Self.bufferBytes)
    }

    /// The next entry, `.` and `..` left out; nil at the end.
    package mutating func next() throws(SystemError) -> DirectoryEntry? {
        while true {
            if position >= filled {
                try refill()
                if filled == 0 { return nil }
            }
            let start = position
            position += Int(buffer[start + Self.lengthOffset]) | Int(buffer[start + Self.lengthOffset + 1]) << 8
            if let entry = entry(at: start) { return entry }
        }
    }

    private mutating func refill() throws(SystemError) {
        let descriptor = directory.rawValue
        let answer = unsafe buffer.withUnsafeMutableBytes {
            unsafe carretel_entries(descriptor, $0.baseAddress, UInt64($0.count))
        }
        guard answer >= 0 else { throw SystemError("getdents64", code: Int32(answer), path: path) }
        filled = Int(answer)
        position = 0
    }

    private func entry(at start: Int) -> DirectoryEntry? {
        let name = buffer[(start + Self.nameOffset)...].prefix { $0 != 0 }
        if name.first == UInt8(ascii: "."), name.count == 1 || (name.count == 2 && name.last == UInt8(ascii: ".")) {
            return nil
        }
        let inode = buffer[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return DirectoryEntry(
            name: FileName(bytes: name), kind: kind(of: buffer[start + Self.typeOffset]), inode: inode)
    }

    private func kind(of type: UInt8) -> FileStatus.Kind? {
        switch type {
        case 0: nil  // DT_UNKNOWN
        case 4: .directory
        case 8: .regular
        case 10: .symbolicLink
        default: .other
        }
    }
}

extension Directory {
    /// Lists the folder from its beginning, independent of other listings.
    package func entries() throws(SystemError) -> DirectoryEntries {
        let answer = carretel_reopen_directory(descriptor.rawValue)
        guard answer >= 0 else { throw SystemError("openat", code: answer, path: path) }
        return DirectoryEntries(taking: OwnedDescriptor(taking: answer), path: path)
    }
}
