import CCarretelSystem

/// Ctrl-C as a count, for commands that have something to say before they end.
package enum Interrupts {
    /// From now on SIGINT is counted instead of ending the process. Related system call: sigaction(2).
    package static func startCounting() throws(SystemError) {
        let answer = carretel_count_interrupts()
        guard answer >= 0 else { throw SystemError("sigaction", code: answer) }
    }

    /// How often it came since.
    package static var count: Int { Int(carretel_interrupts()) }
}
