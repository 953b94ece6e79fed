package import CarretelCore
package import CarretelSystem

/// A file as one look found it: all that the decision whether it is finished rests on.
package struct FileSnapshot: Sendable, Hashable {
    /// What its bytes are as a job file.
    package enum Content: Sendable, Hashable {
        /// A whole object that closes at the end.
        case complete
        /// Nothing appended could make it valid: an error, or more bytes than a job file may have.
        case invalid
        /// It only lacks its end.
        case truncated
        /// Not read, because somebody has it open for writing.
        case unread
    }

    package var identity: FileIdentity
    package var linkCount: UInt32
    package var lease: LeaseAnswer
    package var content: Content
    /// How long ago it last changed in any way by the wall clock; negative when clocks disagree.
    package var age: Duration

    /// Describes a look.
    package init(
        identity: FileIdentity, linkCount: UInt32 = 1, lease: LeaseAnswer, content: Content, age: Duration
    ) {
        self.identity = identity
        self.linkCount = linkCount
        self.lease = lease
        self.content = content
        self.age = age
    }
}
