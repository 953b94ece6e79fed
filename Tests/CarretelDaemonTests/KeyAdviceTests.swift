import CarretelTestKit
import Testing

@testable import CarretelDaemon

@Suite struct KeyAdviceTests {
    private static let known = [
        "group", "stop_grace_seconds", "lanes.echo.slots", "lanes.echo.starts", "lanes.chat-reply.slots",
        "profiles.NAME.SYSTEM.KEY",
    ]

    @Test(arguments: [
        (
            "stop_grace_secconds",
            "Did you mean stop_grace_seconds? Keys: group, stop_grace_seconds, lanes, profiles."
        ),
        ("lanes.eco.slots", "Did you mean lanes.echo.slots? Keys below lanes: echo, chat-reply."),
        ("lanes.echo.slotz", "Did you mean lanes.echo.slots? Keys below lanes.echo: slots, starts."),
        ("lanes.echo.zzz", "Keys below lanes.echo: slots, starts."),
        ("x", "Keys: group, stop_grace_seconds, lanes, profiles."),
        ("lanes.echo", "It has keys below it: slots, starts."), ("group.x", "Keys below group: none."),
    ])
    func saysWhatWasMeantAndWhatThereIs(path: String, hint: String) {
        #expect(KeyAdvice.hint(for: path, known: Self.known) == hint)
    }
}
