import CarretelCore
import CarretelProcessors
import Synchronization

/// The processors of this process, each made when its first attempt comes and kept for the next.
final class ProcessorRegistry: Sendable {
    private let factories: [String: AnyProcessor]
    private let made = Mutex<[String: AnyProcessor.Run]>([:])

    /// Knows these types.
    init(_ processors: [AnyProcessor]) {
        factories = Dictionary(processors.map { ($0.descriptor.name, $0) }) { first, _ in first }
    }

    /// The processor of a type.
    ///
    /// - Throws: transient `type_unknown`: daemon and worker are the same program, so this is a program replaced
    ///   while it ran.
    func processor(of type: String) throws(FailureReason) -> AnyProcessor.Run {
        if let run = made.withLock({ $0[type] }) { return run }
        guard let factory = factories[type] else {
            throw FailureReason(
                .transient, code: "type_unknown", message: "This worker does not know the job type \(type).")
        }
        let run = factory.make()
        made.withLock { $0[type] = run }
        return run
    }
}
