/// How worker processes are started: the same program with the hidden command `worker`.
package enum WorkerProcess {
    /// The variables that a worker may see when the daemon has them: among them the proxies, since it is the worker that
    /// sends requests. Everything else, secrets above all, stays with the daemon; what a profile needs travels in the
    /// assign frame of the job that names it.
    package static let allowedVariables = [
        "ALL_PROXY", "HOME", "HTTPS_PROXY", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "NO_PROXY", "PATH",
        "SSL_CERT_DIR", "SSL_CERT_FILE", "SWIFT_BACKTRACE", "TMPDIR", "TZ", "all_proxy", "http_proxy", "https_proxy",
        "no_proxy",
    ]

    /// Describes a worker of this program.
    ///
    /// - Parameters:
    ///   - executable: the absolute path of the program (`/proc/self/exe` stands for the running one).
    ///   - spool: the spool's folder.
    ///   - stateDirectory: where `workers.lock` is, when not in the spool's own `state/`.
    ///   - environment: what the daemon itself was started with; filtered by ``allowedVariables``.
    ///   - standardError: where its log lines go.
    /// - Returns: what ``ChildProcess/start(_:reaper:onExit:)`` takes.
    package static func launch(
        executable: String, spool: String, stateDirectory: String? = nil, environment: [String: String],
        standardError: Int32 = 2
    ) -> ChildProcess.Launch {
        var launch = ChildProcess.Launch(
            executable: executable,
            arguments: ["worker", "--spool", spool] + (stateDirectory.map { ["--state-directory", $0] } ?? []),
            environment: environment.filter { allowedVariables.contains($0.key) })
        launch.standardError = standardError
        return launch
    }
}
