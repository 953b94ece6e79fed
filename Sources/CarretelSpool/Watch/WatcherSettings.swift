package import CarretelSystem

/// The numbers of the watcher.
package struct WatcherSettings: Sendable {
    /// A file made in a folder must be reported after this, or events are not relied upon until it is.
    package var selfTestLimit = Duration.seconds(2)
    /// `carretel-watch` must be ready after this, or it is ended and started again.
    package var startLimit = Duration.seconds(10)
    /// The first delay before it is started again; doubled each time up to ``longestRestartDelay``.
    package var restartDelay = Duration.milliseconds(200)
    package var longestRestartDelay = Duration.seconds(60)

    /// The defaults.
    package init() {}
}

/// How intake learns of files.
package enum WatchMode: Sendable, Hashable {
    /// The kernel's events, and a scan now and then for safety.
    case events
    /// Scans, one every few seconds, because of the reason.
    case polling(reason: String)
}

/// A running `carretel-watch`.
package struct WatcherConnection: Sendable {
    /// Its standard input: closing it ends the program.
    package let input: PipeEnd
    /// Its standard output, non-blocking.
    package let output: PipeEnd

    /// Joins the two.
    package init(input: PipeEnd, output: PipeEnd) {
        self.input = input
        self.output = output
    }
}

/// Starts `carretel-watch` on some folders, given by their paths.
package typealias WatcherSpawn = @Sendable (_ folders: [String]) throws(SystemError) -> WatcherConnection
