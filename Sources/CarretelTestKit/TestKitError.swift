/// Something that the test kit itself could not do; never the failure of what is tested.
package struct TestKitError: Error, CustomStringConvertible {
    /// What it was, for a person.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
