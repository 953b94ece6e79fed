internal import Logging
internal import UnixSignals

/// What the daemon does on signals: SIGTERM and SIGINT stop it, a second one hastens, SIGHUP rescans and reloads.
///
/// An own stream rather than the service group's: that one listens no more after the first signal.
struct Signals {
    /// Those that it acts on, caught from the first moment of a start on: one that comes while the last daemon's work is
    /// taken up must not end the process as if nobody listened.
    static func caught() async -> UnixSignalsSequence {
        await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    }

    let logger: Logger
    let stop: @Sendable () -> Void
    let hasten: @Sendable () -> Void
    let reload: @Sendable () async -> Void

    /// Listens until cancelled.
    func listen(to signals: UnixSignalsSequence) async {
        var isStopping = false
        for await signal in signals {
            switch signal {
            case .sighup:
                logger.notice("Asked to scan and to read the configuration again")
                await reload()
            case _ where isStopping:
                logger.notice("Asked once more to stop: running jobs get no more grace")
                hasten()
            default:
                logger.notice("Asked to stop", metadata: ["signal": "\(signal)"])
                isStopping = true
                stop()
            }
        }
    }
}
