import CarretelCore
import CarretelProcessors
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Glibc

@testable import CarretelDaemon

/// A real spool, and attempts at `maintenance` that look after it on a day to come.
struct HouseRig {
    let layout: SpoolLayout
    private let path: String

    /// Opens a spool, made when it is not there.
    init(spool: String? = nil) throws {
        path = try spool ?? TemporaryDirectory.current.path("spool")
        layout = try SpoolLayout.create(at: path)
    }

    var house: SpoolHousekeeping { SpoolHousekeeping(spool: path, stateDirectory: nil, cache: NoCacheKeeper()) }

    /// Runs retention of one place so many days from now.
    func retain(_ place: String, after days: Int, settings: String = "{}") async throws -> JSONValue {
        let parameters = #"{"actions": ["retention"], "places": ["\#(place)"]}"#
        let output = try await run(parameters, after: days, settings: settings)
        guard let report = output["actions"]?.firstElement?["places"]?.firstElement else {
            throw DaemonFailure("No report of \(place).")
        }
        return report
    }

    /// Runs an attempt so many days from now.
    func run(_ parameters: String, after days: Int, settings: String = "{}") async throws -> JSONValue {
        let clocks = SystemClock.now()
        let now = Now(wall: clocks.wall + .seconds(86_400 * days), monotonic: clocks.monotonic)
        let attempt = try ScriptedAttempt(
            parameters: parameters, settings: settings, housekeeping: house, clock: ManualClock(at: now))
        switch try await Maintenance().run(attempt) {
        case .succeeded(let output, _), .partial(let output, _, _): return try JSONValue(parsing: output)
        case let outcome: throw DaemonFailure("\(outcome)")
        }
    }

    /// Makes a file, with the folders on the way to it.
    func put(_ file: String, _ text: String = "x", modified: Int? = nil) throws {
        var folder = layout.root
        let parts = file.split(separator: "/")
        for part in parts.dropLast() { folder = try folder.openOrMakeDirectory(FileName(part), mode: 0o755) }
        try folder.writeFile(FileName(parts[parts.count - 1]), Array(text.utf8), durably: false)
        guard let modified else { return }
        let times = [timespec(tv_sec: modified, tv_nsec: 0), timespec(tv_sec: modified, tv_nsec: 0)]
        guard unsafe utimensat(AT_FDCWD, "\(path)/\(file)", times, 0) == 0 else { throw DaemonFailure("utimensat") }
    }

    /// Makes a symbolic link.
    func link(_ target: String, as file: String) throws {
        guard unsafe symlink(target, "\(path)/\(file)") == 0 else { throw DaemonFailure("symlink") }
    }

    /// Whether anything has that path.
    func exists(_ file: String) throws -> Bool {
        let parts = file.split(separator: "/")
        var folder = layout.root
        for part in parts.dropLast() {
            guard try folder.statusIfPresent(of: FileName(part))?.kind == .directory else { return false }
            folder = try folder.openDirectory(FileName(part))
        }
        return try folder.statusIfPresent(of: FileName(parts[parts.count - 1])) != nil
    }

    /// Everything in the spool but databases and locks, by path, with size and time of change.
    func everything() throws -> Set<String> {
        var found: Set<String> = []
        try list(layout.root, "", &found)
        return found
    }

    private func list(_ folder: Directory, _ prefix: String, _ found: inout Set<String>) throws {
        var entries = try folder.entries()
        while let entry = try entries.next() {
            let name = prefix + entry.name.description
            let status = try folder.status(of: entry.name)
            guard status.kind == .directory else {
                found.insert("\(name) \(status.size) \(status.changedNanoseconds)")
                continue
            }
            found.insert("\(name)/")
            if name != "state" { try list(folder.openDirectory(entry.name), "\(name)/", &found) }
        }
    }
}

/// A cache without answers.
struct NoCacheKeeper: CacheKeeper {
    func eachAnswer(_ body: (CachedAnswer) -> Bool) -> Int { 0 }
    func remove(_ key: CacheKey, loadedAt: Timestamp) -> Int? { nil }
    func leftovers(isCancelled: () -> Bool) -> [(name: String, bytes: Int)]? { [] }
    func removeLeftover(_ name: String) -> Bool { false }
}

extension JSONValue {
    /// The first element of an array.
    var firstElement: JSONValue? { elements.first { _ in true } }
}
