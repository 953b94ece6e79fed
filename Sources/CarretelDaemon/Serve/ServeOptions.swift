/// What `carretel serve` was told on its command line and by its environment.
package struct ServeOptions: Sendable {
    /// The spool's folder; made when it is missing.
    package var spool: String
    /// The configuration file asked for.
    package var configuration: String?
    /// Run what is there, then end.
    package var once: Bool
    /// The absolute path of the running program, which is also the workers'.
    package var executable: String
    /// The absolute path of `carretel-watch`.
    package var watcher: String
    package var environment: [String: String]
    package var pid: Int

    /// Describes a start.
    package init(
        spool: String, configuration: String?, once: Bool, executable: String, watcher: String,
        environment: [String: String], pid: Int
    ) {
        self.spool = spool
        self.configuration = configuration
        self.once = once
        self.executable = executable
        self.watcher = watcher
        self.environment = environment
        self.pid = pid
    }
}
