/// Which boot of the machine this is: what was not flushed is gone when it changes.
package enum BootID {
    private static let length = 36

    /// The kernel's random identifier of this boot, 36 characters. Related file: proc(5), random/boot_id.
    package static func read() throws(SystemError) -> String {
        let directory = try Directory.open(path: "/proc/sys/kernel/random")
        let read = try directory.readFile("boot_id", limit: 64)
        return String(decoding: read.bytes.prefix(length), as: UTF8.self)
    }
}
