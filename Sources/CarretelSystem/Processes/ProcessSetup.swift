import CCarretelSystem

/// What a process of this program does first.
package enum ProcessSetup {
    /// Makes this process the parent of every descendant that loses its own (`PR_SET_CHILD_SUBREAPER`, prctl(2)), so
    /// that a ``ChildTable`` sees them. Not passed on to children.
    ///
    /// - Throws: ``SystemError``.
    package static func becomeSubreaper() throws(SystemError) {
        _ = try checked(carretel_become_subreaper(), "prctl")
    }

    /// Ignores SIGPIPE, because a closed pipe is an error of one write, and SIGIO, because a broken lease would end
    /// the process by default.
    ///
    /// - Throws: ``SystemError``.
    package static func ignoreSignals() throws(SystemError) {
        _ = try checked(carretel_ignore_signals(), "sigaction")
    }

    /// Lets the group read what this process and its children make, whatever mask they were started with (umask(2)): who
    /// started them for other reasons with 077 would else keep every result from its readers. To be called before there
    /// are other threads.
    package static func letGroupRead() {
        carretel_let_group_read()
    }

    /// Stands back for other processes by so much, 0…19 (nice(2)), without a way back. To be called before there are other
    /// threads, since on Linux each has a nice value of its own; those made later, and child processes, inherit it.
    ///
    /// - Throws: ``SystemError``.
    package static func standBack(by niceness: Int32) throws(SystemError) {
        _ = try checked(carretel_set_niceness(niceness), "setpriority")
    }

    /// This process's own number.
    package static var pid: Int32 { carretel_own_pid() }

    /// Ends this process at once: no exit handler, no flush, no waiting for threads.
    package static func exitNow(_ code: Int32) -> Never {
        carretel_exit_now(code)
    }
}

/// SIGTERM of signal(7).
let signalTerminate: Int32 = 15
/// SIGKILL of signal(7).
let signalKill: Int32 = 9
/// SIGSTOP of signal(7).
let signalStop: Int32 = 19
