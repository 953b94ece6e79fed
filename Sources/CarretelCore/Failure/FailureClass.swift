/// What kind of failure it is; a table over the class, not the failing code, decides what follows.
package enum FailureClass: String, Sendable, CaseIterable {
    /// May well succeed later: a lost connection, a dead worker. Retried with back-off while attempts are left.
    case transient
    /// Will fail again however often it is tried: wrong parameters, a missing record. Never retried.
    case permanent
    /// Refused or ended by a rule of ours: a limit, a deadline, a cancellation, an expired wait. Never retried, except
    /// that a time limit ends one attempt only.
    case policy
}
