package import CarretelSystem

/// The folders that a writer of jobs may use: all that a member of the writers' group can open.
package struct SpoolDoors: Sendable {
    package let incoming: Directory
    package let control: Directory
    package let controlDone: Directory
    package let progress: Directory
    package let results: Directory

    /// Opens the doors of a spool.
    package static func open(at path: String) throws(SpoolFailure) -> SpoolDoors {
        do throws(SystemError) {
            let root = try Directory.open(path: path)
            return SpoolDoors(
                incoming: try root.openDirectory("incoming"), control: try root.openDirectory("control"),
                controlDone: try root.openDirectory(beneath: "control/done"),
                progress: try root.openDirectory(beneath: "outgoing/progress"),
                results: try root.openDirectory(beneath: "outgoing/results"))
        } catch {
            throw SpoolFailure(opening: error.path, error)
        }
    }
}
