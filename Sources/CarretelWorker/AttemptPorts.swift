import CarretelCore
import CarretelSystem

/// What all attempts of this process share.
struct AttemptPorts: Sendable {
    let datasets: any DatasetSource
    let http: any HTTPClient
    let reaper: ChildReaper
}
