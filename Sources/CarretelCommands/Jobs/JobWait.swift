internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Waits for the result of a job file that was handed in, and shows its progress meanwhile.
struct JobWait {
    /// How the waiting ended.
    enum End {
        case result(JobFollower.Found)
        /// Ctrl-C.
        case interrupted
        /// Nobody serves the spool.
        case noDaemon(isTaken: Bool)
    }

    /// How long a daemon may be away: one that is restarted comes back.
    static let patience = Duration.seconds(5)
    /// How long a file may lie there when this user cannot see whether a daemon is alive.
    static let blindPatience = Duration.seconds(15)
    private static let lookInterval = Duration.milliseconds(250)

    let spool: String
    let meter: ProgressMeter
    var follower: JobFollower

    /// Waits on the calling thread.
    mutating func run() throws -> End {
        var pause = Pause()
        var lastSeen = SystemClock.now().monotonic
        var nextLook = lastSeen
        while Interrupts.count == 0 {
            if let found = try follower.result() { return .result(found) }
            let now = SystemClock.now().monotonic
            if let view = try follower.progress() { meter.show(view, at: now) }
            if now >= nextLook {
                nextLook = now + Self.lookInterval
                let isTaken = try follower.hasBeenTaken()
                try follower.searchRenamed(at: now)
                let presence = try DaemonPresence.look(spool: spool)
                if presence == .alive || presence == .unknown && isTaken { lastSeen = now }
                let patience = presence == .dead ? Self.patience : Self.blindPatience
                if now - lastSeen >= patience { return .noDaemon(isTaken: isTaken) }
            }
            pause.wait()
        }
        return .interrupted
    }
}
