/// One reading of both clocks. Every event that enters a pure machine carries one, so machines never ask the time.
package struct Now: Sendable, Hashable {
    /// For due times, expiry and limits: what people and files speak of.
    package let wall: Timestamp
    /// For deadlines: never steps.
    package let monotonic: MonotonicInstant

    /// Joins a reading of each clock.
    package init(wall: Timestamp, monotonic: MonotonicInstant) {
        self.wall = wall
        self.monotonic = monotonic
    }

    /// Both clocks `duration` later: for tests with a manual clock.
    package func advanced(by duration: Duration) -> Now {
        Now(wall: wall + duration, monotonic: monotonic + duration)
    }
}
