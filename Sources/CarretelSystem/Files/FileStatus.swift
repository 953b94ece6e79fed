internal import CCarretelSystem
package import CarretelCore

/// What the system says of a file without reading it. Related system call: fstatat(2).
package struct FileStatus: Sendable, Hashable {
    /// What sort of entry it is.
    package enum Kind: UInt8, Sendable {
        case other, regular, directory, symbolicLink
    }

    package var kind: Kind
    package var identity: FileIdentity
    /// Nanoseconds since 1970 of the last change of the content, the name or the mode (ctime).
    package var changedNanoseconds: Int64
    package var linkCount: UInt32
    /// The permission bits.
    package var mode: UInt32
    package var user: UInt32
    package var group: UInt32

    /// The length in bytes.
    package var size: Int64 { identity.size }

    init(_ found: carretel_status) {
        kind = Kind(rawValue: found.kind) ?? .other
        identity = FileIdentity(
            device: found.device, inode: found.inode, size: found.size,
            modifiedNanoseconds: found.modified_nanoseconds)
        changedNanoseconds = found.changed_nanoseconds
        linkCount = found.link_count
        mode = found.mode
        user = found.user
        group = found.group
    }
}
