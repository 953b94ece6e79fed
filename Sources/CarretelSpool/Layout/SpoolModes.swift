/// Who may do what in a spool: the modes and the group that new folders get. Folders that are there keep
/// theirs.
package struct SpoolModes: Sendable, Hashable {
    /// The group of those who hand in jobs and read results; nil leaves the group that the system gives.
    package var writersGroup: UInt32?
    /// `incoming/` and `control/`: the group may put files there but not list them; nobody but their owners may remove
    /// them (sticky), and they belong to the folder's group (setgid).
    package var inbox: UInt32 = 0o3730
    /// `outgoing/` and the folders in it: the group reads.
    package var outgoing: UInt32 = 0o2750
    /// Everything else: the service's own, readable for its group.
    package var privateFolder: UInt32 = 0o750

    /// The usual modes, with a group.
    package init(writersGroup: UInt32? = nil) {
        self.writersGroup = writersGroup
    }
}
