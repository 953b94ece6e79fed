/// Programs that are installed beside this one.
enum Companion {
    /// The path of a program in the same folder as `executable`.
    static func path(of name: String, beside executable: String) -> String {
        guard let slash = executable.lastIndex(of: "/") else { return name }
        return executable[...slash] + name
    }
}
