package import Logging

/// The daemon's log: lines on standard error, for the journal of systemd or a terminal.
package enum DaemonLog {
    /// A logger that writes from `level` on.
    package static func make(level: String) -> Logger {
        var logger = Logger(label: "carretel") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level) ?? .info
        return logger
    }
}
