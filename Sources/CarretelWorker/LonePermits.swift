import CarretelCore
import CarretelSystem
import Synchronization

/// Shared limits where there is nobody to share with: all that is left of them is a door that the upstream itself has
/// closed.
final class LonePermits: Sendable {
    private let closings = Mutex<[String: Timestamp]>([:])

    /// What to answer to a frame of the attempt.
    ///
    /// - Returns: nil for one that asks for no permit.
    func answer(to frame: WorkerFrame) -> (permit: String, answer: PermitDesk.Answer)? {
        switch frame {
        case .release(_, let permit, .closed(let moment)):
            closings.withLock { $0[permit] = moment }
            return nil
        case .permit(_, let permit):
            let moment = closings.withLock { $0[permit] }
            guard let moment, moment > SystemClock.now().wall else { return (permit, .granted) }
            return (permit, .waitUntil(moment))
        default: return nil
        }
    }
}
