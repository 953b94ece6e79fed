package import CarretelCore

/// What the configuration adds to each job: its type's settings and, where the type talks to an upstream system, the
/// profile that the job names.
package struct JobProvisions: Sendable {
    private let catalogue: JobCatalogue
    private let types: TypeSettings
    private let profiles: ProfileBook

    /// Joins what was read at the start.
    package init(catalogue: JobCatalogue, types: TypeSettings, profiles: ProfileBook) {
        self.catalogue = catalogue
        self.types = types
        self.profiles = profiles
    }

    /// What one job gets. Secrets go to no job whose type has no upstream system.
    package func provision(for request: JobRequest) -> JobProvision {
        JobProvision(settings: types.settings(ofType: request.type), profile: profile(for: request))
    }

    private func profile(for request: JobRequest) -> Profile? {
        guard let system = catalogue.type(named: request.type)?.upstream else { return nil }
        // A request's parameters come from a file that was read, or from the journal; they parse.
        let parameters = try? JSONValue(parsing: request.parameters)
        let name = parameters?["profile"]?.string ?? Profile.standardName
        return profiles.profile(named: name, system: system.name)
    }
}
