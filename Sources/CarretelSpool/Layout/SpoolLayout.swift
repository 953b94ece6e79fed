package import CarretelSystem

/// A spool with every folder open. All work on its files goes through these descriptors, so that nobody can put
/// another folder in the place of one while the daemon runs.
package struct SpoolLayout: Sendable {
    package let root: Directory
    package let incoming: Directory
    package let outgoing: Directory
    package let progress: Directory
    package let results: Directory
    package let superseded: Directory
    package let control: Directory
    package let controlDone: Directory
    package let datasets: Directory
    package let archive: Directory
    package let failed: Directory
    package let rejected: Directory
    package let active: Directory
    package let work: Directory
    /// Databases and locks; may be outside the spool.
    package let state: Directory
    /// Shared by all who work with this open spool.
    package let handover = ProgressHandover()

    /// Opens a spool that is there.
    ///
    /// - Parameters:
    ///   - path: the spool's folder.
    ///   - stateDirectory: where databases and locks are, when not in the spool's own `state/`.
    /// - Returns: the spool, all folders open.
    /// - Throws: ``SpoolFailure/Code/missing`` or ``SpoolFailure/Code/notDirectory`` with the folder's name.
    package static func open(at path: String, stateDirectory: String? = nil) throws(SpoolFailure) -> SpoolLayout {
        try SpoolLayout(root: openRoot(path), stateDirectory: stateDirectory)
    }

    /// Makes what is missing of a spool, the folder itself included, and opens it. What is there stays as it is, modes
    /// included, so it may be done again.
    package static func create(
        at path: String, modes: SpoolModes = SpoolModes(), stateDirectory: String? = nil
    ) throws(SpoolFailure) -> SpoolLayout {
        let root = try makeRoot(path, modes)
        var made: [SpoolFolder: Directory] = [:]
        for folder in SpoolFolder.allCases where folder != .state || stateDirectory == nil {
            let parent = folder.parent.flatMap { made[$0] } ?? root
            made[folder] = try make(folder, in: parent, modes)
        }
        if let stateDirectory { _ = try makeRoot(stateDirectory, modes) }
        return try SpoolLayout(root: root, stateDirectory: stateDirectory)
    }

    private init(root: Directory, stateDirectory: String?) throws(SpoolFailure) {
        self.root = root
        incoming = try Self.open(.incoming, in: root)
        outgoing = try Self.open(.outgoing, in: root)
        progress = try Self.open(.progress, in: outgoing)
        results = try Self.open(.results, in: outgoing)
        superseded = try Self.open(.superseded, in: outgoing)
        control = try Self.open(.control, in: root)
        controlDone = try Self.open(.controlDone, in: control)
        datasets = try Self.open(.datasets, in: root)
        archive = try Self.open(.archive, in: root)
        failed = try Self.open(.failed, in: root)
        rejected = try Self.open(.rejected, in: root)
        active = try Self.open(.active, in: root)
        work = try Self.open(.work, in: root)
        if let stateDirectory {
            state = try Self.openRoot(stateDirectory)
        } else {
            state = try Self.open(.state, in: root)
        }
    }

    private static func open(_ folder: SpoolFolder, in parent: Directory) throws(SpoolFailure) -> Directory {
        do throws(SystemError) {
            return try parent.openDirectory(FileName(folder.name))
        } catch {
            throw SpoolFailure(opening: "\(parent.path)/\(folder.name)", error)
        }
    }

    private static func openRoot(_ path: String) throws(SpoolFailure) -> Directory {
        do throws(SystemError) {
            return try Directory.open(path: path)
        } catch {
            throw SpoolFailure(opening: path, error)
        }
    }

    /// Makes a folder that the operator named by a path; its parent must be there.
    private static func makeRoot(_ path: String, _ modes: SpoolModes) throws(SpoolFailure) -> Directory {
        let parts = path.split(separator: "/")
        // `/` and the like are there; so are `.` and `..`.
        guard let last = parts.last, last != ".", last != ".." else { return try openRoot(path) }
        let start = path.hasPrefix("/") ? "/" : "./"
        let parent = try openRoot(start + parts.dropLast().joined(separator: "/"))
        do throws(SystemError) {
            try parent.makeDirectory(FileName(last), mode: 0o755)
        } catch {
            guard error.isExisting else { throw SpoolFailure(.system, "\(path) cannot be made.", cause: error) }
            return try openRoot(path)
        }
        let made = try openRoot(path)
        // Writers must be able to pass through to incoming/ and outgoing/.
        try set(modes.privateFolder | 0o010, group: modes.writersGroup, of: made)
        return made
    }

    private static func make(
        _ folder: SpoolFolder, in parent: Directory, _ modes: SpoolModes
    ) throws(SpoolFailure) -> Directory {
        do throws(SystemError) {
            // Closed to all others until its mode and group are set.
            try parent.makeDirectory(FileName(folder.name), mode: 0o700)
        } catch {
            guard error.isExisting else {
                throw SpoolFailure(.system, "\(parent.path)/\(folder.name) cannot be made.", cause: error)
            }
            return try open(folder, in: parent)
        }
        let made = try open(folder, in: parent)
        switch folder.audience {
        case .inbox: try set(modes.inbox, group: modes.writersGroup, of: made)
        case .readers: try set(modes.outgoing, group: modes.writersGroup, of: made)
        case .none: try set(modes.privateFolder, group: nil, of: made)
        }
        return made
    }

    private static func set(_ mode: UInt32, group: UInt32?, of directory: Directory) throws(SpoolFailure) {
        do throws(SystemError) {
            // The group first: changing it clears the setgid bit.
            if let group { try directory.setGroup(group) }
            try directory.setMode(mode)
        } catch {
            throw SpoolFailure(.system, "The mode or group of \(directory.path) cannot be set.", cause: error)
        }
    }
}
