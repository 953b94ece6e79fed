/// What one request may take, redirects included.
package struct HTTPLimits: Sendable, Hashable {
    /// From the call to the last byte unless told otherwise: one minute.
    package static let defaultTotal = Duration.seconds(60)
    /// For resolving, connecting and encrypting unless told otherwise.
    package static let defaultConnect = Duration.seconds(10)
    /// 64 MiB: thirty times the largest pages that are usual.
    package static let defaultMaxBodyBytes = 64 << 20
    /// 256 KiB: servers with many cookies send some tens.
    package static let defaultMaxHeaderBytes = 256 << 10

    /// From the call to the last byte.
    package var total: Duration
    /// For resolving, connecting and encrypting, for each connection that is opened.
    package var connect: Duration
    /// The largest body, after decompression, so that a small answer cannot fill the memory.
    package var maxBodyBytes: Int
    /// The largest status line and headers together.
    package var maxHeaderBytes: Int

    /// Sets limits; see the members.
    package init(
        total: Duration = defaultTotal, connect: Duration = defaultConnect, maxBodyBytes: Int = defaultMaxBodyBytes,
        maxHeaderBytes: Int = defaultMaxHeaderBytes
    ) {
        self.total = total
        self.connect = connect
        self.maxBodyBytes = maxBodyBytes
        self.maxHeaderBytes = maxHeaderBytes
    }
}
