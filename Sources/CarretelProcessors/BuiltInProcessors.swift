package import CarretelCore

/// The job types of this program. A new type is a folder beside this file and a line in ``all``.
package enum BuiltInProcessors {
    /// In the order in which `carretel types` shows them.
    package static let all: [AnyProcessor] = [
        AnyProcessor(ChatReply.self),
        AnyProcessor(EchoProcessor.self),
        AnyProcessor(FullDataLoad.self),
        AnyProcessor(Maintenance.self),
        AnyProcessor(OdooSyncWindow.self),
        AnyProcessor(OsScraping.self),
        AnyProcessor(RuptureLots.self),
    ]

    /// The types and their lanes.
    ///
    /// - Throws: permanent `catalogue_invalid` when two types contradict each other.
    package static func catalogue() throws(FailureReason) -> JobCatalogue {
        try JobCatalogue(all.map(\.descriptor))
    }

    /// A type by its name.
    package static func processor(named name: String) -> AnyProcessor? {
        all.first { $0.descriptor.name == name }
    }

    /// What the schemas cannot say, by type name.
    package static var checks: [String: @Sendable (JSONValue) -> FailureReason?] {
        Dictionary(all.map { ($0.descriptor.name, $0.check) }) { first, _ in first }
    }
}
