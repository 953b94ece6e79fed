/// The folders of a spool (docs/file-formats.md).
package enum SpoolFolder: String, Sendable, CaseIterable {
    case incoming
    case outgoing
    case progress = "outgoing/progress"
    case results = "outgoing/results"
    case superseded = "outgoing/superseded"
    case control
    case controlDone = "control/done"
    case datasets
    case archive
    case failed
    case rejected
    case active
    case work
    case state

    /// What outsiders may do in it.
    enum Audience {
        /// They put files there.
        case inbox
        /// They read.
        case readers
        /// Nothing.
        case none
    }

    var audience: Audience {
        switch self {
        case .incoming, .control: .inbox
        case .outgoing, .progress, .results, .superseded, .controlDone: .readers
        case .datasets, .archive, .failed, .rejected, .active, .work, .state: .none
        }
    }

    /// The folder it is in; nil in the spool itself.
    var parent: SpoolFolder? {
        switch self {
        case .progress, .results, .superseded: .outgoing
        case .controlDone: .control
        default: nil
        }
    }

    /// Its name in its parent.
    var name: String {
        rawValue.split(separator: "/").last.map(String.init) ?? rawValue
    }
}
