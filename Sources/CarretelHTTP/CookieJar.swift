import CCarretelHTTP

/// The cookies of one session, held by the loop and by the transfers that use them. Belongs to the loop's thread.
@safe final class CookieJar {
    let handle: OpaquePointer

    /// An empty one; nil when there is no memory.
    init?() {
        guard let handle = unsafe carretel_http_jar_make() else { return nil }
        unsafe self.handle = handle
    }

    deinit { unsafe carretel_http_jar_free(handle) }
}
