package import CarretelCore
package import CarretelSystem

/// The name of a claimed job file in `active/`: `ID~NAME.json`. It carries all that is needed to take the job up again
/// when nothing else is left of it.
package struct ActiveFileName: Sendable, Hashable {
    package var id: JobID
    /// The job's NAME.
    package var name: String

    private static let ending = Array(".json".utf8)

    /// Joins the two.
    package init(id: JobID, name: String) {
        self.id = id
        self.name = name
    }

    /// Reads a name; nil when it is none that Carretel gives.
    package init?(_ fileName: FileName) {
        let bytes = Array(fileName.bytes)
        guard bytes.count > JobID.textLength, bytes[JobID.textLength] == UInt8(ascii: "~") else { return nil }
        let idText = String(decoding: bytes[..<JobID.textLength], as: UTF8.self)
        guard let id = JobID(text: idText), id.text == idText,
            case .job(let name) = JobName.parse(fileName: Array(bytes[(JobID.textLength + 1)...]))
        else { return nil }
        self.init(id: id, name: name)
    }

    /// The name as the file system has it.
    package var fileName: FileName {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(JobID.textLength + name.utf8.count + 6)
        id.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "~"))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: Self.ending)
        return FileName(bytes: bytes)
    }
}
