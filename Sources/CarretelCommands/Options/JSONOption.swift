internal import ArgumentParser

/// Data for programs instead of text for people.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON: one document on one line.")
    var isWanted = false
}
