import CarretelCore
import CarretelSpool
import CarretelSystem
import CarretelTestKit
import Testing

@Suite("The spool's folders", .temporaryDirectory)
struct SpoolLayoutTests {
    private func path(_ name: String = "spool") throws -> String { try TemporaryDirectory.current.path(name) }

    @Test("A spool is made whole, with its modes, and may be made again")
    func creates() throws {
        let layout = try SpoolLayout.create(at: path(), modes: SpoolModes(writersGroup: nil))
        for folder in SpoolFolder.allCases {
            let mode = try layout.root.openDirectory(beneath: folder.rawValue).descriptor.status().mode
            switch folder {
            case .incoming, .control: #expect(mode == 0o3730, "\(folder)")
            case .outgoing, .progress, .results, .superseded, .controlDone: #expect(mode == 0o2750, "\(folder)")
            default: #expect(mode == 0o750, "\(folder)")
            }
        }
        try layout.incoming.setMode(0o700)
        let again = try SpoolLayout.create(at: path())
        #expect(try again.incoming.descriptor.status().mode == 0o700)
        try again.checkService()
        _ = try SpoolDoors.open(at: path())
    }

    @Test("A folder that is missing, a file, or a link is said by its name")
    func namesWhatIsWrong() throws {
        let missing = #expect(throws: SpoolFailure.self) { _ = try SpoolLayout.open(at: path()) }
        #expect(missing?.code == .missing)
        let layout = try SpoolLayout.create(at: path())
        try layout.root.removeDirectory("archive")
        let gone = #expect(throws: SpoolFailure.self) { _ = try SpoolLayout.open(at: path()) }
        #expect(gone?.code == .missing)
        #expect(gone?.message.contains("archive") == true)
        try layout.root.writeFile("archive", [])
        let file = #expect(throws: SpoolFailure.self) { _ = try SpoolLayout.open(at: path()) }
        #expect(file?.code == .notDirectory)
    }

    @Test("One daemon serves a spool, whatever its state folder, and asking disturbs none")
    func locks() throws {
        let first = try SpoolLayout.create(at: path())
        let second = try SpoolLayout.create(at: path(), stateDirectory: path("state"))
        #expect(try !first.isServed())
        do {
            let locks = try first.lockForService(mark: "4711")
            #expect(try second.isServed())
            #expect(try second.serviceMark() == "4711")
            let refused = #expect(throws: SpoolFailure.self) { _ = try second.lockForService(mark: "1") }
            #expect(refused?.code == .locked)
            #expect(refused?.message.contains("4711") == true)
            withExtendedLifetime(locks) {}
        }
        #expect(try !first.isServed())
        _ = try second.lockForService(mark: "1")
    }

    @Test("Names in active/ carry id and NAME, and nothing else passes for one")
    func namesClaimedFiles() throws {
        let claimed = ActiveFileName(id: JobID(high: 77, low: 99), name: "a ~ b.c")
        #expect(ActiveFileName(claimed.fileName) == claimed)
        for name in [
            "a.json", "~a.json", "\(claimed.id.text)a.json", "\(claimed.id.text.lowercased())~a.json",
            "\(claimed.id.text)~.json", "\(claimed.id.text)~a", "\(claimed.id.text)~.a.json",
        ] {
            #expect(ActiveFileName(FileName(name)) == nil, "\(name)")
        }
    }
}
