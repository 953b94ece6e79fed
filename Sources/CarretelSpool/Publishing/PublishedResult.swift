package import CarretelCore
package import CarretelSystem

/// A result as it stands in `outgoing/`, to be compared with what the journal says.
package struct PublishedResult: Sendable {
    private let layout: SpoolLayout
    private let names: ResultNames

    /// Looks at the files of one result name.
    package init(layout: SpoolLayout, resultName: String) {
        self.layout = layout
        names = ResultNames(resultName: resultName)
    }

    /// Whether result and data files are there, byte for byte.
    package func matches(_ job: EndedJob) throws(SystemError) -> Bool {
        guard try holds(job.result, names.result, in: layout.results) else { return false }
        guard !job.files.isEmpty else { return true }
        guard try layout.results.statusIfPresent(of: names.data)?.kind == .directory else { return false }
        let folder = try layout.results.openDirectory(names.data)
        for file in job.files {
            guard try folder.statusIfPresent(of: FileName(file.name))?.size == Int64(file.bytes) else { return false }
            let bytes = try folder.readFile(FileName(file.name), limit: file.bytes).bytes
            guard Digest.sha256(bytes) == file.sha256 else { return false }
        }
        return true
    }

    private func holds(_ bytes: [UInt8], _ name: FileName, in folder: Directory) throws(SystemError) -> Bool {
        guard try folder.statusIfPresent(of: name)?.size == Int64(bytes.count) else { return false }
        return try folder.readFile(name, limit: bytes.count).bytes == bytes
    }
}
