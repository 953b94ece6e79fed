import CarretelCore

extension BrowserFailure {
    /// Why chromedriver itself gave no answer.
    ///
    /// - Parameters:
    ///   - failure: of the request to it.
    ///   - limit: how long it was waited for.
    ///   - whenLate: what it means that there was no answer within it.
    init(driver failure: HTTPFailure, after limit: Duration, whenLate: Kind) {
        switch failure.kind {
        case .cancelled: self.init(.cancelled, "The attempt is to end.")
        case .timedOut:
            self.init(whenLate, "The browser did not answer within \(limit.wholeMilliseconds) ms.")
        case .bodyTooLarge:
            self.init(.gone, "The page is larger than \(WebDriver.answerBytes >> 20) MiB.")
        default: self.init(.gone, "The browser's driver cannot be reached: \(failure.message)")
        }
    }

    /// What chromedriver says, without the markup that it quotes of elements: the errors of WebDriver, section 6.6, and Chromium's own `net::ERR_…`.
    ///
    /// - Parameters:
    ///   - answer: the member `value`.
    ///   - scrubber: knows the secrets of the command.
    init(answer: JSONValue, scrubber: SecretScrubber) {
        let message = answer.member("message")?.string ?? ""
        let line = String(message.split(separator: "\n").first ?? "")
        let words = TerminalText.escape(scrubber.scrub(line))
        let name = answer.member("error")?.string ?? ""
        switch name {
        case "no such element", "stale element reference", "element not interactable", "element click intercepted",
            "invalid element state":
            self.init(.elementMissing, "The element cannot be used: \(name).")
        case "invalid selector": self.init(.invalidSelector, "This is no selector: \(words).")
        case "timeout", "script timeout": self.init(.timedOut, "The page did not answer in time: \(words).")
        case "session not created": self.init(.notStarted, "The browser did not start: \(words).", hint: Self.startHint)
        case "invalid session id", "no such window": self.init(.gone, "The browser has ended: \(words).")
        case _ where message.contains("net::ERR_"):
            self.init(.unreachable, "The page could not be loaded: \(words).")
        case "javascript error", "no such frame": self.init(.timedOut, "The page changed meanwhile: \(words).")
        case "unknown error", "invalid argument": self.init(.unreachable, "The page could not be loaded: \(words).")
        default: self.init(.gone, "The browser refused a command: \(words).")
        }
    }

    private static let startHint =
        "The packages chromium and chromium-driver must be of one version, and the kernel must let the user make user "
        + "namespaces, or the package chromium-sandbox be installed."
}
