import CarretelCore
import CarretelSystem

/// The programs that are run.
package struct BrowserPrograms: Sendable, Hashable {
    /// Chromium itself.
    package var browser: String
    /// What speaks WebDriver for it.
    package var driver: String

    /// Joins two absolute paths.
    package init(browser: String, driver: String) {
        self.browser = browser
        self.driver = driver
    }

    /// Where Debian's packages put them. Not `/usr/bin/chromium`: that is a script, which adds whatever extensions and
    /// options the machine has for people.
    package static let debian = BrowserPrograms(
        browser: "/usr/lib/chromium/chromium", driver: "/usr/bin/chromedriver")

    /// Refuses to go on without them.
    func check() throws(BrowserFailure) {
        for path in [browser, driver] where !Self.isThere(path) {
            throw BrowserFailure(
                .notStarted, "There is no \(path), which a browser needs.",
                hint: "Install the Debian packages chromium and chromium-driver.")
        }
    }

    private static func isThere(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { return false }
        // What cannot be looked at cannot be run either.
        guard let folder = try? Directory.open(path: "/" + parts.dropLast().joined(separator: "/")) else {
            return false
        }
        // The same.
        return (try? folder.statusIfPresent(of: FileName(name))) != nil
    }
}
