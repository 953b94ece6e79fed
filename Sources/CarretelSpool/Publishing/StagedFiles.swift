package import CarretelCore
internal import CarretelSystem

/// Looks whether the data files that an outcome names are really in the attempt's staging folder: regular files of the
/// size that it says. A worker is not trusted: a result must never list what is not there.
package struct StagedFiles: Sendable {
    private let layout: SpoolLayout

    /// Looks into the staging folders of this spool.
    package init(layout: SpoolLayout) {
        self.layout = layout
    }

    /// Compares the files with what the outcome says of them.
    ///
    /// - Parameters:
    ///   - files: what the outcome names.
    ///   - staging: the attempt's folder, relative to the spool.
    /// - Returns: what is wrong with the first file that is not as the outcome says; nil when all are.
    package func problem(with files: [DataFile], in staging: String) -> FailureReason? {
        do {
            let folder = try layout.root.openDirectory(beneath: staging)
            for file in files {
                let status = try folder.statusIfPresent(of: FileName(file.name))
                guard let status else { return Self.reason("\(file.name) is not there") }
                guard status.kind == .regular else { return Self.reason("\(file.name) is not a regular file") }
                guard status.size == Int64(file.bytes) else {
                    return Self.reason("\(file.name) has \(status.size) bytes instead of \(file.bytes)")
                }
            }
            return nil
        } catch {
            return Self.reason("the folder cannot be read: \(error)")
        }
    }

    private static func reason(_ what: String) -> FailureReason {
        FailureReason(
            .transient, code: "data_file_missing",
            message: "The attempt's outcome names data files that are not as it says: \(what).")
    }
}
