extension Profile {
    /// A system's address, which must have no query.
    ///
    /// - Throws: as ``value(_:)``; permanent `http_invalid_url` for what is no URL, `profile_invalid` for one with a query.
    package func address(_ key: UpstreamSystem.Key) throws(FailureReason) -> HTTPTarget {
        let text = try value(key)
        let target: HTTPTarget
        do throws(HTTPFailure) { target = try HTTPTarget(text) } catch { throw error.reason }
        guard target.query == nil else {
            throw invalid(key, "an address without a question mark", found: "one with it")
        }
        return target
    }

    /// A whole number of seconds.
    ///
    /// - Throws: as ``value(_:)``; permanent `profile_invalid` for anything else.
    package func seconds(_ key: UpstreamSystem.Key, in range: ClosedRange<Int>) throws(FailureReason) -> Duration {
        let text = try value(key)
        guard let number = Int(text), range ~= number else {
            throw invalid(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", found: text)
        }
        return .seconds(number)
    }

    /// Says that a value is none of those that it may be.
    ///
    /// - Parameters:
    ///   - key: whose value.
    ///   - expected: what it must be, after "must be".
    ///   - found: the value, or what it is.
    /// - Returns: permanent `profile_invalid`.
    package func invalid(_ key: UpstreamSystem.Key, _ expected: String, found: String) -> FailureReason {
        FailureReason(
            .permanent, code: "profile_invalid",
            message: TerminalText.escape("The profile's \(key.name) must be \(expected), found: \(found)."),
            pointer: "/parameters/profile", hint: "Correct profiles.\(name).\(system).\(key.name).")
    }
}

extension HTTPTarget {
    /// The address for paths to be added to: without query and without a slash at its end.
    package var base: String {
        var url = redacted
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
