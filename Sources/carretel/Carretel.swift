import CarretelCommands

/// The program: everything it can do is in `CarretelCommands`.
@main
struct Carretel {
    static func main() {
        CarretelCommand.runToEnd()
    }
}
