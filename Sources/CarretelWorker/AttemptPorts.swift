import CarretelCore
import CarretelSystem

/// What all attempts of this process share.
struct AttemptPorts: Sendable {
    let datasets: any DatasetSource
    let http: any HTTPClient
    /// Nil for attempts that keep no answers and get none.
    let cacheFolder: CacheFolder?
    let business: any BusinessStore
    let housekeeping: any Housekeeping
    let html: any HTMLParser
    let browsers: any BrowserPool
    let reaper: ChildReaper
}
