internal import CCarretelSystem

/// What sort of file system a folder is on, as far as Carretel must know. Related system call: fstatfs(2).
package struct FileSystemKind: Sendable, Hashable {
    /// As people call it: `ext4`, `NFS`; the number where it is none of those known.
    package var name: String
    /// Other machines may change its files, and locks and shared memory cannot be relied upon.
    package var isRemote: Bool
    /// Whether a lease tells of all writers. Overlays are local but ask only one of their layers.
    package var leasesTell: Bool

    /// What the number in statfs(2)'s `f_type` stands for.
    package init(magic: UInt64) {
        if let name = Self.remote[magic] {
            self.init(name: name, isRemote: true, leasesTell: false)
        } else if magic == Self.overlay {
            self.init(name: "overlay", isRemote: false, leasesTell: false)
        } else {
            self.init(name: Self.local[magic] ?? "0x" + String(magic, radix: 16), isRemote: false, leasesTell: true)
        }
    }

    private init(name: String, isRemote: Bool, leasesTell: Bool) {
        self.name = name
        self.isRemote = isRemote
        self.leasesTell = leasesTell
    }

    private static let overlay: UInt64 = 0x794c_7630
    // statfs(2) and linux/magic.h. FUSE is what sshfs and the like are; which one it is, the kernel does not say.
    private static let remote: [UInt64: String] = [
        0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x6573_5546: "FUSE", 0x0102_1997: "9P",
        0x00c3_6400: "Ceph", 0x5346_414f: "AFS", 0x0bd0_0bd0: "Lustre", 0x4750_4653: "GPFS", 0x7461_636f: "OCFS2",
        0x0116_1970: "GFS2", 0x786f_4256: "VirtualBox shared folder",
    ]
    private static let local: [UInt64: String] = [
        0xef53: "ext4", 0x5846_5342: "XFS", 0x9123_683e: "Btrfs", 0x0102_1994: "tmpfs", 0x2fc1_2fc1: "ZFS",
        0xf2f5_2010: "F2FS", 0xca45_1a4e: "bcachefs",
    ]
}

/// The room on a file system. Related system call: fstatfs(2).
package struct FileSystemSpace: Sendable, Hashable {
    package var totalBytes: UInt64
    /// What is left for users other than root.
    package var availableBytes: UInt64
}

extension Directory {
    /// What sort of file system the folder is on.
    package func fileSystemKind() throws(SystemError) -> FileSystemKind {
        FileSystemKind(magic: try fileSystem().magic)
    }

    /// The room on the folder's file system.
    package func fileSystemSpace() throws(SystemError) -> FileSystemSpace {
        let found = try fileSystem()
        return FileSystemSpace(totalBytes: found.total_bytes, availableBytes: found.available_bytes)
    }

    private func fileSystem() throws(SystemError) -> carretel_file_system {
        var found = carretel_file_system()
        let answer = unsafe carretel_file_system(descriptor.rawValue, &found)
        guard answer >= 0 else { throw SystemError("fstatfs", code: answer, path: path) }
        return found
    }
}
