@main struct Carretel { static func main() {} }
