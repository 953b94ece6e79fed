internal import CarretelCore
internal import CarretelSystem

/// The system calls of intake on job files: opening, asking, reading, claiming. Decides nothing.
struct IncomingFiles {
    /// A look at a file, with the file still open where it was opened, so that a claim need not open it again.
    struct Look: ~Copyable {
        let finding: CandidateMachine.Finding
        let file: OwnedDescriptor?
    }

    /// A look at a claimed file, with its content.
    struct Reading {
        var snapshot: FileSnapshot
        var owner: UInt32
        /// Cut when the file is too large.
        var bytes: [UInt8]
        var isTooLarge: Bool
    }

    let incoming: Directory
    let active: Directory
    let settings: IntakeSettings
    /// Whether leases tell of all writers on this file system.
    let leasesTell: Bool

    /// Looks at a file in `incoming/`.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - isYoungRefused: whether a file that changed within the linger is not looked at any closer: for files that
    ///     no event told of.
    ///   - known: the last look; its content is not read again when the file is the same.
    ///   - now: the clocks.
    /// - Returns: what was found, never an error: what the system refused is a finding too.
    func look(at name: FileName, isYoungRefused: Bool, known: FileSnapshot?, now: Now) -> Look {
        do throws(SystemError) {
            let file = try incoming.openFile(name)
            let status = try file.status()
            guard status.kind == .regular else {
                return Look(finding: .unfit(reason: reason(for: status.kind)), file: nil)
            }
            let age = age(since: status.changedNanoseconds, now)
            if isYoungRefused, age < settings.linger { return Look(finding: .young(age: age), file: nil) }
            let snapshot = try self.snapshot(of: file, status, age: age, known: known)
            return Look(finding: .seen(snapshot), file: file)
        } catch {
            return Look(finding: finding(for: error), file: nil)
        }
    }

    /// Moves a file into `active/`.
    ///
    /// - Returns: false when it is gone: somebody else took it.
    func claim(_ name: FileName, as claimed: ActiveFileName) throws(SystemError) -> Bool {
        try incoming.renameIfPresent(name, to: active, as: claimed.fileName)
    }

    /// Opens a claimed file again.
    func openClaimed(_ claimed: ActiveFileName) throws(SystemError) -> OwnedDescriptor {
        try active.openFile(claimed.fileName)
    }

    /// Asks the lease of a claimed file once more and reads it from its beginning. Its age is that of its content,
    /// because the claim itself changed its name.
    func read(_ file: borrowing OwnedDescriptor, now: Now) throws(SystemError) -> Reading {
        let lease = askLease(of: file)
        let status = try file.status()
        var snapshot = FileSnapshot(
            identity: status.identity, linkCount: status.linkCount, lease: lease, content: .unread,
            age: age(since: status.identity.modifiedNanoseconds, now))
        // Unread while somebody writes, except for the refusal of a file with two names.
        guard lease != .writer || status.linkCount > 1 else {
            return Reading(snapshot: snapshot, owner: status.user, bytes: [], isTooLarge: false)
        }
        let isTooLarge = status.size > Int64(settings.maxFileBytes)
        let limit = isTooLarge ? settings.oversizeKeptBytes : settings.maxFileBytes
        let read = try file.readBounded(limit: limit, sizeHint: Int(min(status.size, Int64(limit))), at: 0)
        let hasGrown = !read.isWhole && !isTooLarge
        if lease != .writer { snapshot.content = isTooLarge || hasGrown ? .invalid : content(of: read.bytes) }
        return Reading(
            snapshot: snapshot, owner: status.user, bytes: read.bytes, isTooLarge: isTooLarge || hasGrown)
    }

    private func snapshot(
        of file: borrowing OwnedDescriptor, _ status: FileStatus, age: Duration, known: FileSnapshot?
    ) throws(SystemError) -> FileSnapshot {
        var snapshot = FileSnapshot(
            identity: status.identity, linkCount: status.linkCount, lease: askLease(of: file), content: .unread,
            age: age)
        if snapshot.lease == .writer || status.linkCount > 1 { return snapshot }
        if let known, known.identity == status.identity {
            snapshot.content = known.content
        } else if status.size > Int64(settings.maxFileBytes) {
            snapshot.content = .invalid
        } else {
            let read = try file.readBounded(limit: settings.maxFileBytes, sizeHint: Int(status.size), at: 0)
            snapshot.content = read.isWhole ? content(of: read.bytes) : .invalid
        }
        return snapshot
    }

    private func content(of bytes: [UInt8]) -> FileSnapshot.Content {
        switch JSONCompleteness(of: bytes) {
        case .complete: .complete
        case .truncated: .truncated
        case .invalid: .invalid
        }
    }

    private func askLease(of file: borrowing OwnedDescriptor) -> LeaseAnswer {
        leasesTell ? file.askLease() : .unknown(code: 0)
    }

    private func age(since nanoseconds: Int64, _ now: Now) -> Duration {
        .nanoseconds(now.wall.microseconds * 1_000 - nanoseconds)
    }

    private func finding(for error: SystemError) -> CandidateMachine.Finding {
        switch error.code {
        case SystemError.Code.notFound: .gone
        case SystemError.Code.symbolicLink: .unfit(reason: reason(for: .symbolicLink))
        case SystemError.Code.noDevice: .unfit(reason: reason(for: .other))
        case SystemError.Code.accessDenied, SystemError.Code.notPermitted:
            .unfit(reason: "it may not be read (\(error.systemText)): give the service's user access to it")
        case SystemError.Code.inputOutput: .unfit(reason: "it cannot be read (\(error.systemText))")
        default: .failed(error)
        }
    }

    private func reason(for kind: FileStatus.Kind) -> String {
        switch kind {
        case .directory: "it is a folder"
        case .symbolicLink: "it is a symbolic link, which is never followed"
        default: "it is not a regular file"
        }
    }
}
