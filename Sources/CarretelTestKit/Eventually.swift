package import Testing

/// Waits until `condition` holds, looking every few milliseconds; records a failure when it does not in time.
///
/// The limit is a bound on a hang and never how long a test takes, so it is generous: a loaded machine with few cores
/// must not fail a right program. The condition is looked at once more after the limit.
///
/// - Parameters:
///   - limit: how long to look at most.
///   - what: what is waited for, said in the failure.
///   - sourceLocation: where the failure is shown.
///   - condition: cheap and free of effects; an error that it throws ends the wait.
/// - Returns: whether it came to hold.
/// - Throws: what `condition` throws.
@discardableResult
package func eventually(
    within limit: Duration = .seconds(30), _ what: String = "the condition",
    sourceLocation: SourceLocation = #_sourceLocation, condition: () async throws -> Bool
) async throws -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var pause = Duration.milliseconds(1)
    while clock.now < deadline {
        if try await condition() { return true }
        try await clock.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(20))
    }
    if try await condition() { return true }
    Issue.record("\(what) did not come to hold within \(limit).", sourceLocation: sourceLocation)
    return false
}

/// Waits until `attempt` gives a value, as ``eventually(within:_:sourceLocation:condition:)`` does for a condition.
///
/// - Returns: the value.
/// - Throws: ``TestKitError`` when there is none in time, because a test can seldom go on without it.
package func eventually<Value>(
    within limit: Duration = .seconds(30), _ what: String = "the value",
    sourceLocation: SourceLocation = #_sourceLocation, value attempt: () async throws -> Value?
) async throws -> Value {
    var found: Value?
    try await eventually(within: limit, what, sourceLocation: sourceLocation) {
        found = try await attempt()
        return found != nil
    }
    guard let found else { throw TestKitError("\(what) did not come within \(limit).") }
    return found
}
