internal import CarretelCore
internal import CarretelSystem

/// A job file that a person names on the command line; `-` is standard input.
struct InputFile {
    let argument: String

    init(_ argument: String) {
        self.argument = argument
    }

    /// How messages call it.
    var label: String { argument == "-" ? "<stdin>" : argument }

    /// Reads it, and one byte more than a job file may have, so that a larger one shows itself.
    func read() throws(SystemError) -> [UInt8] {
        let limit = JobFileReader.maxBytes + 1
        return argument == "-"
            ? try OperatorFile.readStandardInput(limit: limit).bytes
            : try OperatorFile.read(path: argument, limit: limit).bytes
    }
}
