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

    /// Where the result of a job may be.
    package enum Place: Sendable {
        case results, superseded
    }

    /// Where the job's result is: under its own name, or superseded; nil when it is in neither place.
    package func place(ofJob id: JobID) throws(SystemError) -> Place? {
        if try jobID(of: names.result, in: layout.results) == id { return .results }
        let moved = ResultNames(resultName: "\(names.resultName).\(id.text)")
        return try layout.superseded.statusIfPresent(of: moved.result) == nil ? nil : .superseded
    }

    /// The job's result, wherever it is; nil when it is in neither place.
    package func document(ofJob id: JobID) throws(SystemError) -> [UInt8]? {
        guard let place = try place(ofJob: id) else { return nil }
        let moved = ResultNames(resultName: "\(names.resultName).\(id.text)")
        do throws(SystemError) {
            switch place {
            case .results: return try layout.results.readFile(names.result, limit: ResultSummary.maxBytes).bytes
            case .superseded: return try layout.superseded.readFile(moved.result, limit: ResultSummary.maxBytes).bytes
            }
        } catch {
            // Its reader may take it at any moment.
            guard error.isNotFound else { throw error }
            return nil
        }
    }

    /// The job that a result belongs to; nil when the file is not there or does not say.
    package func jobID(of name: FileName, in folder: Directory) throws(SystemError) -> JobID? {
        do {
            return ResultHead.jobID(inHeadOf: try folder.readFile(name, limit: ResultHead.bytes).bytes)
        } catch {
            guard error.isNotFound || error.code == SystemError.Code.symbolicLink else { throw error }
            return nil
        }
    }

    private func holds(_ bytes: [UInt8], _ name: FileName, in folder: Directory) throws(SystemError) -> Bool {
        guard try folder.statusIfPresent(of: name)?.size == Int64(bytes.count) else { return false }
        return try folder.readFile(name, limit: bytes.count).bytes == bytes
    }
}
