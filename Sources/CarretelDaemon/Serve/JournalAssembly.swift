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
            ),
            hasData: { hasData($1, in: $0, of: layout) })
    }

    private static func hasData(_ files: [DataFile], in path: String, of layout: SpoolLayout) -> Bool {
        // Whatever keeps them from being seen keeps them from being shared too.
        guard let folder = try? layout.root.openDirectory(beneath: path) else { return false }
        return files.allSatisfy { file in
            // The same here.
            let status = try? folder.statusIfPresent(of: FileName(file.name))
            return status?.kind == .regular && status?.size == Int64(file.bytes)
        }
    }
}
