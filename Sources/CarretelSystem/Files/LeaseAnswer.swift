internal import CCarretelSystem

/// What asking for a read lease told of a file's writers.
package enum LeaseAnswer: Sendable, Hashable {
    /// Nobody has it open for writing or mapped shared for writing.
    case noWriter
    /// Somebody has.
    case writer
    /// The question cannot be answered here: another owner without CAP_LEASE (EACCES), a file system without leases.
    case unknown(code: Int32)
}

extension OwnedDescriptor {
    /// Asks whether anybody can still change the file, by taking a read lease and giving it back at once. The
    /// descriptor must be open for reading only. A writer that opens the file in that moment waits for it, a few
    /// microseconds; only one that asked not to wait (O_NONBLOCK) is told EAGAIN. SIGIO is ignored from the first call on. Related system call: fcntl(2)
    /// with F_SETLEASE.
    package func askLease() -> LeaseAnswer {
        switch carretel_ask_lease(rawValue) {
        case 0: .noWriter
        case 1: .writer
        case let code: .unknown(code: -code)
        }
    }
}
