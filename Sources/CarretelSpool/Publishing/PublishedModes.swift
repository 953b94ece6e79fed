/// The permission bits of what is published. The folders of `outgoing/` already keep everybody out but the group, so
/// what is in them needs no group of its own.
package enum PublishedModes {
    static let file: UInt32 = 0o644
    static let folder: UInt32 = 0o755
    /// Day folders of `archive/`: the service's own, readable to operators.
    package static let archiveFolder: UInt32 = 0o750
}
