import CarretelCore
import CarretelSystem

/// Where the browsers of one process write: a private folder for temporary files, short of name, because Chromium makes
/// sockets in it, whose paths are limited to 108 bytes (unix(7)).
///
/// Its lock says that its process lives. What a killed one left is removed by the next.
struct BrowserFolder: Sendable {
    private static let prefix = "carretel-b-"
    private static let lockName: FileName = "lock"
    /// The digits behind the prefix, each one of 36.
    private static let randomNames: UInt64 = 78_364_164_096
    /// A longer TMPDIR leaves no room for what Chromium adds below it: the path of its socket may have 107 bytes, see
    /// unix(7).
    private static let longestParent = 26

    private let parent: Directory
    private let name: FileName
    private let folder: Directory
    private let lock: FileLock

    /// The folder's path.
    var path: String { folder.path }

    /// Makes the folder, and removes those that nobody has any more.
    ///
    /// - Parameter temporary: the folder for temporary files; nil or one that is too long stands for `/tmp`.
    /// - Returns: the folder, locked.
    /// - Throws: ``SystemError``.
    static func make(in temporary: String?) throws(SystemError) -> BrowserFolder {
        let path = temporary.flatMap { $0.isEmpty || $0.utf8.count > longestParent ? nil : $0 } ?? "/tmp"
        let parent = try Directory.open(path: path)
        try removeLeftovers(in: parent)
        while true {
            let name = FileName("\(prefix)\(String(UInt64.random(in: 0..<randomNames), radix: 36))")
            try parent.makeDirectory(name, mode: 0o700)
            let folder = try parent.openDirectory(name)
            // Another process may take the folder for a leftover before it is locked; then there is a next one.
            guard let lock = try FileLock.tryAcquire(lockName, in: folder, .exclusive) else { continue }
            return BrowserFolder(parent: parent, name: name, folder: folder, lock: lock)
        }
    }

    private static func removeLeftovers(in parent: Directory) throws(SystemError) {
        var entries = try parent.entries()
        while let entry = try entries.next() {
            guard entry.name.bytes.starts(with: prefix.utf8) else { continue }
            do throws(SystemError) {
                guard let status = try parent.statusIfPresent(of: entry.name), status.kind == .directory,
                    status.user == ThisProcess.user
                else { continue }
                let folder = try parent.openDirectory(entry.name)
                // One without a lock is just being made.
                guard try folder.statusIfPresent(of: lockName) != nil,
                    let lock = try FileLock.tryAcquire(lockName, in: folder, .exclusive)
                else { continue }
                try parent.removeTree(entry.name)
                withExtendedLifetime(lock) {}
            } catch {
                // Another process was quicker, or it stays: no reason to have no browser.
            }
        }
    }

    /// Makes a browser's own folder.
    func makeFolder(_ number: Int) throws(SystemError) -> String {
        try folder.makeDirectory("\(number)", mode: 0o700)
        return "\(path)/\(number)"
    }

    /// Removes a browser's folder.
    func removeFolder(_ number: Int) throws(SystemError) { try folder.removeTree("\(number)") }

    /// Removes all; the last thing done with it.
    func remove() throws(SystemError) { try parent.removeTree(name) }
}
