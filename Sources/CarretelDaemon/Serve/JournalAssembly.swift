package import CarretelCore
internal import CarretelProcessors
package import CarretelSpool
package import CarretelStore
internal import CarretelSystem

/// Hands the journal what it must not know how to do itself: reading job files, rendering results, large bodies.
package enum JournalAssembly {
    /// The parts for the journal of this spool.
    package static func parts(layout: SpoolLayout, catalogue: JobCatalogue) throws -> JournalParts {
        let reader = JobFileReader(catalogue: catalogue, checks: BuiltInProcessors.checks)
        let copies = try BodyCopies(state: layout.state)
        return JournalParts(
            catalogue: catalogue, reread: { reader.read($0) },
            render: { ResultDocument.render(dossier: $0, ending: $1) },
            largeBodies: LargeBodies(
                write: { try copies.write($0, $1) }, read: { try copies.read($0) }, remove: { copies.removeIfThere($0) }
            ))
    }
}
