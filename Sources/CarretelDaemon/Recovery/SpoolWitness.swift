internal import CarretelCore
internal import CarretelSpool
internal import CarretelSystem

/// Looks for signs that jobs were taken, when there is no journal that says so.
struct SpoolWitness {
    let layout: SpoolLayout

    /// The first sign found, described for a person; nil in a spool that was never used.
    func firstSign() throws(SystemError) -> String? {
        let folders = [
            ("active", layout.active), ("outgoing/results", layout.results), ("outgoing/superseded", layout.superseded),
        ]
        for (name, folder) in folders {
            var entries = try folder.entries()
            if let entry = try entries.next() { return "\(name)/\(TerminalText.escape(entry.name.description))" }
        }
        return nil
    }
}
