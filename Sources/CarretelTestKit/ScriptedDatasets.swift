package import CarretelCore

/// Datasets in memory.
package struct ScriptedDatasets: DatasetSource {
    /// Folder name → file name → content.
    package var folders: [String: [String: [UInt8]]]
    /// What every file says of its last change.
    package var modifiedAt: Timestamp
    /// Thrown instead of an answer, when set.
    package var failure: FailureReason?

    /// Holds the folders.
    package init(
        _ folders: [String: [String: [UInt8]]] = [:],
        modifiedAt: Timestamp = ManualClock().now.wall, failure: FailureReason? = nil
    ) {
        self.folders = folders
        self.modifiedAt = modifiedAt
        self.failure = failure
    }

    package func snapshot(of name: String, files: [String]) throws(FailureReason) -> DatasetSnapshot {
        if let failure { throw failure }
        guard let folder = folders[name] else {
            throw FailureReason(.permanent, code: "dataset_not_found", message: "There is no dataset \(name).")
        }
        var read: [DatasetSnapshot.File] = []
        for file in files {
            guard let bytes = folder[file] else {
                throw FailureReason(
                    .permanent, code: "dataset_invalid", message: "The dataset \(name) has no file \(file).")
            }
            read.append(DatasetSnapshot.File(name: file, bytes: bytes, modifiedAt: modifiedAt))
        }
        return DatasetSnapshot(files: read, readAt: modifiedAt)
    }
}
