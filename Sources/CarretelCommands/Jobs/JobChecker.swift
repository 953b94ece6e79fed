internal import CarretelCore
internal import CarretelProcessors

/// Judges job files on the spot, by the rules that the daemon has.
struct JobChecker {
    let catalogue: JobCatalogue
    private let reader: JobFileReader

    /// Knows the built-in types.
    init() throws(FailureReason) {
        catalogue = try BuiltInProcessors.catalogue()
        reader = JobFileReader(catalogue: catalogue, checks: BuiltInProcessors.checks)
    }

    /// What the file asks for.
    func verdict(on bytes: [UInt8]) -> JobVerdict { reader.read(bytes) }

    /// All that is wrong with a file; nothing for one that the daemon would take.
    func problems(in bytes: [UInt8]) -> [FailureReason] { reader.problems(in: bytes) }

    /// A type by its name.
    ///
    /// - Throws: the words that a job file with that type would be rejected with, without a place.
    func type(named name: String) throws(FailureReason) -> JobTypeDescriptor {
        if let type = catalogue.type(named: name) { return type }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", name)
        writer.endObject()
        let reason = reader.problems(in: writer.bytes).first
        throw FailureReason(
            .permanent, code: JobFileCode.unknownType.rawValue,
            message: reason?.message ?? "There is no job type \(name).", hint: reason?.hint)
    }
}
