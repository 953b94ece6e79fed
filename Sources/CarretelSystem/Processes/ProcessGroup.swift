import CCarretelSystem

/// Signals a process group that a child of this process leads; one that is gone already is no error.
func signalGroup(_ group: Int32, _ signal: Int32) {
    carretel_kill_group(group, signal)
}
