internal import CarretelCore
internal import CarretelSystem
internal import CarretelWorker

/// The datasets of a folder that is only opened when a job asks for one.
struct NamedDatasets: DatasetSource {
    let path: String

    /// Whether there is a folder at all.
    var isThere: Bool {
        do throws(SystemError) {
            _ = try Directory.open(path: path)
            return true
        } catch {
            return false
        }
    }

    func snapshot(of name: String, files: [String]) throws(FailureReason) -> DatasetSnapshot {
        let folder: Directory
        do throws(SystemError) {
            folder = try Directory.open(path: path)
        } catch {
            throw FailureReason(
                .permanent, code: "dataset_not_found",
                message: "The datasets folder \(path) cannot be opened: \(error.systemText).",
                hint: "Name the folder that holds the dataset's folder with --datasets.")
        }
        return try DatasetFolder(folder).snapshot(of: name, files: files)
    }
}
