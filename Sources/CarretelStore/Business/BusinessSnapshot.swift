import GRDB

/// Opens the business store for reading, at one moment.
enum BusinessSnapshot {
    /// Opens the file and begins a transaction, which lasts as long as the connection.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - busyTimeoutSeconds: how long a lock is waited for.
    /// - Returns: the connection, and whether nobody was writing at the beginning, so that SQLite was told that nothing
    ///   changes: then ``checked(_:wasAlone:_:)`` has the last word on what was read.
    /// - Throws: `missing` for none or an empty one, `corrupt`, `foreign`, `newerSchema`, `busy`, `io`.
    static func open(
        _ path: String, busyTimeoutSeconds: Double
    ) throws(StoreFailure) -> (connection: DatabaseQueue, isAlone: Bool) {
        guard DatabaseFile.exists(path) else { throw StoreFailure(.missing, "there is no file \(path).") }
        let isAlone = DatabaseFile.isAlone(path)
        let connection = try translatingFailures {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.allowsUnsafeTransactions = true
            configuration.busyMode = .timeout(busyTimeoutSeconds)
            configuration.label = "business store"
            let queue = try DatabaseQueue(
                path: isAlone ? DatabaseFile.immutableURI(of: path) : path, configuration: configuration)
            try queue.inDatabase { database in
                try database.execute(sql: "BEGIN")
                // The transaction's moment is that of its first look.
                try BusinessDatabase.kind.refuseForeign(database, path: path)
                try BusinessDatabase.kind.refuseOtherVersions(database, path: path)
            }
            return queue
        }
        return (connection, isAlone)
    }

    /// Reads, and believes neither value nor failure when a writer has come to a file that was read as one at rest: SQLite
    /// may then have seen half a page.
    static func checked<Value>(
        _ path: String, wasAlone: Bool, _ read: () throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value {
        let result: Result<Value, StoreFailure>
        do throws(StoreFailure) { result = .success(try read()) } catch { result = .failure(error) }
        guard !wasAlone || DatabaseFile.isAlone(path) else {
            throw StoreFailure(.busy, "\(path) was opened for writing while it was read as a file at rest.")
        }
        return try result.get()
    }
}
