/// Who may do what in a spool: the modes and groups that new folders get. Folders that are there keep theirs.
package struct SpoolPermissions: Sendable, Hashable {
    /// The group of those who hand in jobs and read results; nil leaves the group that the system gives.
    package var writersGroup: UInt32?
    /// `incoming/` and `control/`: the group may put files there but not list them; nobody but their owners may remove
    /// them (sticky), and they belong to the folder's group (setgid).
    package var inboxMode: UInt32
    /// `outgoing/` and what is in it: the group reads.
    package var outgoingMode: UInt32
    /// Everything else: the service's own, readable for its group.
    package var ownMode: UInt32

    /// The usual modes with a group.
    package init(
        writersGroup: UInt32? = nil, inboxMode: UInt32 = 0o3730, outgoingMode: UInt32 = 0o2750,
        ownMode: UInt32 = 0o750
    ) {
        self.writersGroup = writersGroup
        self.inboxMode = inboxMode
        self.outgoingMode = outgoingMode
        self.ownMode = ownMode
    }
}
