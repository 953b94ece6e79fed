/// What a system refuses because of how it is called. All are off unless set.
package struct GuardSettings: Sendable, Hashable {
    /// How a repeated call is refused.
    package enum RedundancyWording: String, Sendable, CaseIterable {
        /// Naming the seconds to wait.
        case seconds
        /// Naming the time of day from which it may be tried again: an older wording of the same.
        case clock
    }

    /// The same call with the same parameters is refused for so long after it was answered; zero is off.
    package var redundancy = Duration.zero
    /// How it is refused.
    package var redundancyWording = RedundancyWording.seconds
    /// How many calls of one method and application may be under way at once; 0 is off.
    package var simultaneous = 0
    /// How many calls of one method and application may be made in ``rateWindow``; 0 is off.
    package var callsPerMethod = 0
    /// How many calls may be made in ``rateWindow`` in all; 0 is off.
    package var callsInAll = 0
    /// The window of the two limits above.
    package var rateWindow = Duration.seconds(60)
    /// The error within ``blockWindow`` that blocks the method for that application; 0 is off.
    package var blockErrors = 0
    /// How long an error counts.
    package var blockWindow = Duration.seconds(1_800)
    /// How long a block lasts when nothing is called meanwhile.
    package var blockDuration = Duration.seconds(1_800)
    /// How much each call during a block adds to it.
    package var blockGrowth = Duration.seconds(60)

    /// Guards nothing.
    package init() {}

    /// The figures that Omie documents: 60 s, 4 at once, 240 and 960 a minute, 30 minutes at the tenth error. How much
    /// a call adds to a block is not documented.
    package static var documented: GuardSettings {
        var settings = GuardSettings()
        settings.redundancy = .seconds(60)
        settings.simultaneous = 4
        settings.callsPerMethod = 240
        settings.callsInAll = 960
        settings.blockErrors = 10
        return settings
    }
}
