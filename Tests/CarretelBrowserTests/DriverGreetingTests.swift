import Testing

@testable import CarretelBrowser

@Suite struct DriverGreetingTests {
    @Test func thePortIsTheOneItListensAt() {
        let text = """
            Starting ChromeDriver 156.0.8078.79 (a21ce95) on port 0
            Only local connections are allowed.
            ChromeDriver was started successfully on port 37205.

            """
        #expect(DriverGreeting.port(in: text) == 37_205)
    }

    @Test(arguments: [
        "", "Starting ChromeDriver 156.0 on port 0\n", "ChromeDriver was started successfully on port 372",
        "ChromeDriver was started successfully on port 0.", "ChromeDriver was started successfully on port 99999.",
    ])
    func whatIsNotThereYetOrNoPortIsNone(text: String) {
        #expect(DriverGreeting.port(in: text) == nil)
    }
}
