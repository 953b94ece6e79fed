package import CarretelCore

/// Everything about a daemon that may differ from one installation to the next. Built-in defaults, the configuration
/// file over them, the environment over both; see `docs/operations.md` for the table of keys.
package struct DaemonConfiguration: Sendable {
    /// Where databases and locks are, when not in the spool's own `state/`.
    package var stateDirectory: String?
    /// The group that may put files into `incoming/` and read `outgoing/`.
    package var group: String?
    /// How long running attempts have to end after SIGTERM.
    package var stopGrace = Duration.seconds(10)
    /// How often the folders are scanned though no event came.
    package var safetyScan = Duration.seconds(60)
    /// The least severe log level that is written.
    package var logLevel = "info"
    /// The lanes as configured, by the order of the catalogue.
    package var lanes: [LaneDescriptor]
    /// What is set for the job types.
    package var types = TypeSettings()
    /// The numbers of the dispatch machine.
    package var dispatch = DispatchSettings()

    /// The built-in defaults for these job types.
    package init(catalogue: JobCatalogue) {
        lanes = catalogue.lanes
    }
}
