internal import CarretelCore
internal import CarretelSystem

/// Takes control files in and puts them away with their answers.
///
/// A control file stays where it is until what it asks for is done, its answer is written, and only then moves to
/// `control/done/`: whatever crashes in between, it is found again and done again, and every verb may be.
struct ControlDesk {
    private let control: Directory
    private let done: Directory
    private let settings: IntakeSettings
    private var dueQueue = DueQueue<FileName>()
    /// Handed on and not answered yet.
    private var inHand: Set<FileName> = []
    /// A file did not fit: `control/` is to be listed again.
    private var hasForgotten = false

    init(_ layout: SpoolLayout, settings: IntakeSettings) {
        control = layout.control
        done = layout.controlDone
        self.settings = settings
    }

    mutating func nextDue() -> MonotonicInstant? { dueQueue.earliest() }

    /// An event told of a file; one written in place is left to its writer for the linger, as job files are.
    mutating func hint(_ name: FileName, isRenamedIn: Bool, now: MonotonicInstant) {
        guard name.bytes.first != UInt8(ascii: "."), !inHand.contains(name) else { return }
        guard dueQueue.count + inHand.count < settings.maxControlRequests else {
            hasForgotten = true
            return
        }
        dueQueue.set(name, due: isRenamedIn ? now : now + settings.linger)
    }

    /// Whether there is room again for files that did not fit.
    var wantsScan: Bool { hasForgotten && dueQueue.count + inHand.count <= settings.maxControlRequests / 2 }

    /// Lists the folder: bounded, because further files wait.
    mutating func scan(now: Now) throws(SystemError) {
        hasForgotten = false
        let listing = try FolderListing(of: control)
        while let entry = try listing.next() {
            guard entry.kind != .directory else { continue }
            hint(entry.name, isRenamedIn: false, now: now.monotonic)
            if hasForgotten { return }
        }
    }

    /// The name of a file that is due.
    mutating func popDue(at now: MonotonicInstant) -> FileName? { dueQueue.popDue(at: now) }

    /// What a look at a file came to.
    enum Look {
        case request(ControlRequest)
        case leftAlone(reason: String)
        case gone
    }

    /// Looks at a file and takes it in hand.
    mutating func take(_ name: FileName, id: JobID, now: Now) throws(SystemError) -> Look {
        guard let status = try control.statusIfPresent(of: name) else { return .gone }
        guard status.kind == .regular else {
            return status.kind == .directory ? .gone : .leftAlone(reason: "it is not a regular file")
        }
        guard let verb = ControlVerb.parse(name) else {
            return .leftAlone(reason: "its name asks for nothing that is known")
        }
        inHand.insert(name)
        return .request(
            ControlRequest(id: id, fileName: name, verb: verb, owner: status.user, receivedAt: now.wall))
    }

    /// Writes the answer and puts the file away.
    mutating func answer(_ request: ControlRequest, _ answer: ControlAnswer) throws(SystemError) {
        inHand.remove(request.fileName)
        let resting = "\(request.id.text)-\(request.fileName)"
        // Made here, not in work/, so that it gets the folder's group; whole under its name all the same.
        let unfinished = FileName(".\(resting)")
        // Not flushed: a power cut that takes the answer takes the rename below too, and it is all done again.
        try done.writeFile(unfinished, answer.document(for: request), durably: false)
        try done.rename(unfinished, to: done, as: FileName("\(resting).json"))
        // Not there any more: its writer took it back when it was already done.
        _ = try control.renameIfPresent(request.fileName, to: done, as: FileName(resting))
    }
}
