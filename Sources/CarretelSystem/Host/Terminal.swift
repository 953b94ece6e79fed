internal import CCarretelSystem

/// The terminal behind a descriptor, if there is one.
package enum Terminal {
    /// Whether the descriptor is a terminal. Related call: isatty(3).
    package static func isTerminal(_ descriptor: Int32) -> Bool {
        carretel_is_terminal(descriptor) == 1
    }

    /// Its width in columns; nil when it is none or does not say.
    package static func columns(of descriptor: Int32) -> Int? {
        let columns = carretel_terminal_columns(descriptor)
        return columns > 0 ? Int(columns) : nil
    }
}
