/// From where on an operator is told how the work of a job type goes. 0 switches a threshold off.
package struct AlertThresholds: Sendable, Hashable {
    /// More than so many percent of the tries of the window failed …
    package var errorRatePercent = 20
    /// … when there were at least so many.
    package var errorRateMinimum = 5
    /// One piece of work took longer than so many seconds, or a running attempt has finished none for so long.
    package var taskSeconds = 300
    /// More than so many jobs wait.
    package var waiting = 50
    /// The workers and all that they started hold more than so much memory together.
    package var memoryMiB = 2_048

    /// The defaults.
    package init() {}
}
