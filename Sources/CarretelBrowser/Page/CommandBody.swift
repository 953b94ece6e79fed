import CarretelCore

/// The bodies of the commands.
enum CommandBody {
    /// An object with one text.
    static func object(_ name: StaticString, _ text: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member(name, text)
        json.endObject()
        return json.bytes
    }

    /// A script with its arguments.
    static func script(_ script: String, _ arguments: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: script.utf8.count + 512)
        json.beginObject()
        json.member("script", script)
        json.name("args")
        json.beginArray()
        arguments(&json)
        json.endArray()
        json.endObject()
        return json.bytes
    }

    /// What `POST /session` takes.
    static func session(_ settings: BrowserSettings, program: String, profile: String) -> [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        json.name("capabilities")
        json.beginObject()
        json.name("alwaysMatch")
        json.beginObject()
        json.member("browserName", "chrome")
        // A page is there when its document is; pictures and the like are not waited for.
        json.member("pageLoadStrategy", "eager")
        json.member("unhandledPromptBehavior", "dismiss")
        json.name("goog:chromeOptions")
        json.beginObject()
        json.member("binary", program)
        json.name("args")
        json.beginArray()
        for argument in BrowserArguments.list(settings, profile: profile) { json.string(argument) }
        json.endArray()
        if !settings.loadsImages {
            // 2 is "block" in Chromium's own numbers.
            json.member("prefs", raw: Array(#"{"profile.managed_default_content_settings.images":2}"#.utf8))
        }
        for _ in 0..<4 { json.endObject() }
        return json.bytes
    }
}

extension JSONWriter {
    mutating func selector(_ selector: HTMLSelector) {
        beginObject()
        member("language", selector.language.rawValue)
        member("text", selector.text)
        endObject()
    }

    mutating func conditions(_ conditions: [PageCondition]) {
        beginArray()
        for condition in conditions {
            beginObject()
            member("isNegated", condition.isNegated)
            name("tests")
            beginArray()
            for test in condition.tests {
                beginObject()
                if let selector = test.selector {
                    name("selector")
                    self.selector(selector)
                }
                if let text = test.text { member("text", text) }
                endObject()
            }
            endArray()
            endObject()
        }
        endArray()
    }
}
