internal import ArgumentParser
internal import CarretelCore

/// `carretel schema`: a job type as a JSON Schema.
struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the JSON Schema (draft 2020-12) of a whole job file of a type.",
        discussion: """
            For editors that complete and check while typing, and for programs that make job files.

            Example:
              carretel schema rupture-lots > rupture-lots.schema.json
            """)

    @Argument(help: "The job type; `carretel types` lists them.")
    var type: String

    func run() throws {
        try CommandFailure.reporting("schema") {
            let schema = try JobChecker().type(named: type).jsonSchema()
            StandardOutput.write(PrettyJSON.render(try JSONValue(parsing: schema)))
        }
    }
}
