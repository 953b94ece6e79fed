package import CarretelCore
package import CarretelSystem
internal import Synchronization

/// Intake as other threads see it: everything here may be called from any of them.
///
/// ``run()`` is the body of its own thread; it returns after ``stop()``, with everything claimed handed on except files
/// whose writers are still at it, which stay in `active/` for the next start.
package final class Intake: Sendable {
    enum Command {
        case rescan
        case answer(ControlRequest, ControlAnswer)
    }

    struct Inbox {
        var commands: [Command] = []
        var isStopping = false
    }

    let layout: SpoolLayout
    let settings: IntakeSettings
    let ports: IntakePorts
    let wakeup: Wakeup
    private let lastID: JobID?
    private let adopted: [ActiveFileName]
    private let inbox = Mutex(Inbox())
    private let published = Mutex(IntakeStatus())

    /// Connects intake; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - layout: the spool, checked and locked for service.
    ///   - settings: its numbers.
    ///   - ports: what it is connected to.
    ///   - lastID: the largest job id ever given; later ones are larger.
    ///   - adopted: files in `active/` that the journal does not know: they are read and handed on under their own ids.
    /// - Throws: ``SystemError`` when the process has no descriptor left.
    package init(
        layout: SpoolLayout, settings: IntakeSettings = IntakeSettings(), ports: IntakePorts, lastID: JobID? = nil,
        adopted: [ActiveFileName] = []
    ) throws(SystemError) {
        self.layout = layout
        self.settings = settings
        self.ports = ports
        self.lastID = lastID
        self.adopted = adopted
        wakeup = try Wakeup()
    }

    /// Takes files in until ``stop()``. Call it once, on a thread of its own.
    package func run() {
        let loop = IntakeLoop(self, lastID: lastID, adopted: adopted)
        loop.run()
    }

    /// Wants everything in `incoming/` and `control/` looked at.
    package func rescan() {
        inbox.withLock { $0.commands.append(.rescan) }
        wakeup.signal()
    }

    /// Says what came of a control file.
    package func answer(_ request: ControlRequest, _ answer: ControlAnswer) {
        inbox.withLock { $0.commands.append(.answer(request, answer)) }
        wakeup.signal()
    }

    /// Ends claiming; ``run()`` returns soon after.
    package func stop() {
        inbox.withLock { $0.isStopping = true }
        wakeup.signal()
    }

    /// What it is doing: at most 100 ms old while it is busy.
    package var status: IntakeStatus {
        published.withLock { $0 }
    }

    func takeInbox() -> Inbox {
        wakeup.clear()
        return inbox.withLock { inbox in
            defer { inbox.commands = [] }
            return inbox
        }
    }

    func publish(_ status: IntakeStatus) {
        published.withLock { $0 = status }
    }
}
