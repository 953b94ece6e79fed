internal import CCarretelSystem

extension Directory {
    /// What a rename does where its target is taken.
    package enum Renaming: Sendable {
        /// The target is replaced in one step.
        case replace
        /// Fails with EEXIST. What claims and publishes use: nothing is ever overwritten.
        case noReplace
        /// The two change places.
        case exchange
    }

    /// Renames an entry, into another folder of the same file system too. Related system call: renameat2(2).
    package func rename(
        _ name: FileName, to directory: Directory, as newName: FileName, _ renaming: Renaming = .noReplace
    ) throws(SystemError) {
        let answer = try tryRename(name, to: directory, as: newName, renaming)
        guard answer >= 0 else { throw failure("renameat2", answer, name, directory, newName) }
    }

    /// As ``rename(_:to:as:_:)`` for callers that expect a name to be gone or taken.
    ///
    /// - Returns: false when the entry is not there (ENOENT).
    package func renameIfPresent(
        _ name: FileName, to directory: Directory, as newName: FileName, _ renaming: Renaming = .noReplace
    ) throws(SystemError) -> Bool {
        let answer = try tryRename(name, to: directory, as: newName, renaming)
        if answer == -SystemError.Code.notFound { return false }
        guard answer >= 0 else { throw failure("renameat2", answer, name, directory, newName) }
        return true
    }

    private func tryRename(
        _ name: FileName, to directory: Directory, as newName: FileName, _ renaming: Renaming
    ) throws(SystemError) -> Int32 {
        let how =
            switch renaming {
            case .replace: CARRETEL_RENAME_REPLACE
            case .noReplace: CARRETEL_RENAME_NO_REPLACE
            case .exchange: CARRETEL_RENAME_EXCHANGE
            }
        return try checked(name) { (from, name) throws(SystemError) in
            try directory.checked(newName) { unsafe carretel_rename(from, name, $0, $1, how) }
        }
    }

    private func failure(
        _ call: String, _ code: Int32, _ name: FileName, _ directory: Directory, _ newName: FileName
    ) -> SystemError {
        SystemError(call, code: code, path: "\(path)/\(name) → \(directory.path)/\(newName)")
    }

    /// Gives a file a second name. Related system call: linkat(2).
    package func link(_ name: FileName, to directory: Directory, as newName: FileName) throws(SystemError) {
        let answer = try checked(name) { (from, name) throws(SystemError) in
            try directory.checked(newName) { unsafe carretel_link(from, name, $0, $1) }
        }
        guard answer >= 0 else { throw failure("linkat", answer, name, directory, newName) }
    }

    /// Removes a file's name. Related system call: unlinkat(2).
    package func unlink(_ name: FileName) throws(SystemError) {
        let answer = try checked(name) { unsafe carretel_unlink($0, $1, 0) }
        guard answer >= 0 else { throw failure("unlinkat", answer, name) }
    }

    /// Removes an empty folder. Related system call: unlinkat(2).
    package func removeDirectory(_ name: FileName) throws(SystemError) {
        let answer = try checked(name) { unsafe carretel_unlink($0, $1, 1) }
        guard answer >= 0 else { throw failure("unlinkat", answer, name) }
    }

    /// Makes a folder, its mode cut by the umask. Related system call: mkdirat(2).
    package func makeDirectory(_ name: FileName, mode: UInt32) throws(SystemError) {
        let answer = try checked(name) { unsafe carretel_make_directory($0, $1, mode) }
        guard answer >= 0 else { throw failure("mkdirat", answer, name) }
    }

    /// Opens a folder of this one, made when it is missing.
    package func openOrMakeDirectory(_ name: FileName, mode: UInt32) throws(SystemError) -> Directory {
        do {
            try makeDirectory(name, mode: mode)
        } catch  where error.isExisting {
            // What is wanted; that it is a folder shows when it is opened.
        }
        return try openDirectory(name)
    }

    /// Makes the names in this folder durable. Related system call: fsync(2).
    package func sync() throws(SystemError) {
        do {
            try descriptor.sync()
        } catch {
            throw SystemError(error.call, code: error.code, path: path)
        }
    }

    /// Makes everything on the folder's file system durable. Related system call: syncfs(2).
    package func syncFileSystem() throws(SystemError) {
        let answer = carretel_sync_file_system(descriptor.rawValue)
        guard answer >= 0 else { throw SystemError("syncfs", code: answer, path: path) }
    }

    /// Sets the folder's own permission bits, setgid and sticky included. Related system call: fchmod(2).
    package func setMode(_ mode: UInt32) throws(SystemError) {
        let answer = carretel_set_mode(descriptor.rawValue, mode)
        guard answer >= 0 else { throw SystemError("fchmod", code: answer, path: path) }
    }

    /// Gives the folder to a group. Related system call: fchown(2).
    package func setGroup(_ group: UInt32) throws(SystemError) {
        let answer = carretel_set_group(descriptor.rawValue, group)
        guard answer >= 0 else { throw SystemError("fchown", code: answer, path: path) }
    }

    /// Writes a whole new file with one name: for small files whose place is not yet read by anybody.
    ///
    /// - Parameters:
    ///   - name: the new name.
    ///   - bytes: the content.
    ///   - mode: its mode, cut by the umask.
    ///   - durably: whether its content is on disk on return; its name is after ``sync()``.
    /// - Throws: EEXIST when the name is taken; what the calls say.
    package func writeFile(
        _ name: FileName, _ bytes: [UInt8], mode: UInt32 = 0o640, durably: Bool = true
    ) throws(SystemError) {
        let file = try openFile(name, .create(mode: mode))
        do {
            try file.writeAll(bytes)
            if durably { try file.syncData() }
        } catch {
            throw SystemError(error.call, code: error.code, path: "\(path)/\(name)")
        }
        try file.close()
    }

    /// Reads a file of this folder up to a limit.
    package func readFile(_ name: FileName, limit: Int) throws(SystemError) -> OwnedDescriptor.BoundedRead {
        let file = try openFile(name)
        let status = try file.status()
        return try file.readBounded(limit: limit, sizeHint: Int(min(status.size, Int64(limit))))
    }
}
