internal import CCarretelSystem

/// A system call that failed: which, on what, and the system's words.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The call, as its man page is named: `openat`, `renameat2`.
    package var call: String
    /// The value of errno; one of ``Code`` for those that callers decide by.
    package var code: Int32
    /// What it was about: a path or a name as bytes come, not escaped; empty when there is none.
    package var path: String
    /// What was being done and how to mend it, when the call's name does not say.
    package var message: String?

    /// Describes a failure.
    ///
    /// - Parameters:
    ///   - call: the call, as its man page is named.
    ///   - code: errno; the sign does not matter, so that a shim's answer fits as it is.
    ///   - path: what it was about.
    ///   - message: what was being done.
    package init(_ call: String, code: Int32, path: String = "", message: String? = nil) {
        self.call = call
        self.code = code < 0 ? -code : code
        self.path = path
        self.message = message
    }

    /// The system's words for the code: `No such file or directory`.
    package var systemText: String {
        unsafe String(cString: carretel_error_text(code))
    }

    /// One line: `openat spool/incoming/a.json: Permission denied (errno 13)`.
    package var description: String {
        let place = path.isEmpty ? "" : " \(path)"
        let text = "\(call)\(place): \(systemText) (errno \(code))"
        return message.map { "\($0): \(text)" } ?? text
    }

    /// The values of errno that callers decide by.
    package enum Code {
        /// ENOENT
        package static let notFound: Int32 = 2
        /// EPERM
        package static let notPermitted: Int32 = 1
        /// EIO
        package static let inputOutput: Int32 = 5
        /// ENXIO: a socket, or a device without a driver
        package static let noDevice: Int32 = 6
        /// EAGAIN
        package static let again: Int32 = 11
        /// EACCES
        package static let accessDenied: Int32 = 13
        /// EEXIST
        package static let exists: Int32 = 17
        /// EXDEV
        package static let crossDevice: Int32 = 18
        /// ENOTDIR
        package static let notDirectory: Int32 = 20
        /// EISDIR
        package static let isDirectory: Int32 = 21
        /// EINVAL
        package static let invalid: Int32 = 22
        /// EMFILE
        package static let tooManyOpen: Int32 = 24
        /// EFBIG
        package static let tooLarge: Int32 = 27
        /// ENOSPC
        package static let noSpace: Int32 = 28
        /// EPIPE
        package static let brokenPipe: Int32 = 32
        /// ENOTEMPTY
        package static let notEmpty: Int32 = 39
        /// ELOOP: a symbolic link where none may be
        package static let symbolicLink: Int32 = 40
    }

    /// The file or folder is not there.
    package var isNotFound: Bool { code == Code.notFound }
    /// The name is taken.
    package var isExisting: Bool { code == Code.exists }
}
