package import CarretelSystem

/// Why a spool cannot be made, opened or served.
package struct SpoolFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What callers decide by.
    package enum Code: String, Sendable {
        /// A folder is missing.
        case missing
        /// Something that must be a folder is none, or is a symbolic link.
        case notDirectory = "not_directory"
        /// Two folders between which files are renamed are on different file systems.
        case crossDevice = "cross_device"
        /// The state folder is on a network file system.
        case remoteState = "remote_state"
        /// Another daemon serves the spool, or uses the state folder.
        case locked
        /// Something else; ``cause`` says what.
        case system
    }

    package var code: Code
    /// What was expected, what was found and how to mend it: for a person.
    package var message: String
    package var cause: SystemError?

    /// Describes a failure.
    package init(_ code: Code, _ message: String, cause: SystemError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message and the system's words.
    package var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }

    /// Turns what a system call on `folder` said into what it means for a spool.
    init(opening folder: String, _ cause: SystemError) {
        switch cause.code {
        case SystemError.Code.notFound:
            self.init(.missing, "The folder \(folder) is missing; `carretel init` makes a whole spool.", cause: cause)
        case SystemError.Code.notDirectory, SystemError.Code.symbolicLink:
            self.init(
                .notDirectory, "\(folder) must be a folder of its own, not a file or a symbolic link.", cause: cause)
        default:
            self.init(.system, "The folder \(folder) cannot be opened.", cause: cause)
        }
    }
}
