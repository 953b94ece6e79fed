import CCarretelSystem

/// What the system says about memory.
package enum ProcessMemory {
    /// The resident memory of a process in bytes (`/proc/PID/statm`); nil when it is gone.
    package static func residentBytes(of pid: Int32) -> Int? {
        let bytes = carretel_resident_bytes(pid)
        return bytes < 0 ? nil : Int(bytes)
    }

    /// How many processes of this process's control group the kernel has killed for memory (`oom_kill` in
    /// `memory.events`, cgroup v2); nil where that cannot be read.
    package static var outOfMemoryKills: Int? {
        let kills = carretel_oom_kills()
        return kills < 0 ? nil : Int(kills)
    }
}
