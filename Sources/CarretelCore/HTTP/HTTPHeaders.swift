/// The headers of an answer, in the order in which they came.
package struct HTTPHeaders: Sendable, Hashable {
    /// One of them.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        /// Joins name and value.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var fields: [Field]

    /// Takes over fields.
    package init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Adds a field at the end.
    package mutating func append(_ field: Field) { fields.append(field) }

    /// The first value of that name, in any case; nil when there is none.
    package subscript(name: String) -> String? {
        fields.first { Self.isSame($0.name, name) }?.value
    }

    /// All values of that name, in any case.
    package func all(_ name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Names are ASCII (RFC 9110, section 5.1).
    private static func isSame(_ one: String, _ other: String) -> Bool {
        one.utf8.elementsEqual(other.utf8) { left, right in
            left == right
                || (left ^ right == 0x20 && UInt8(ascii: "a")...UInt8(ascii: "z") ~= left | 0x20)
        }
    }
}

extension HTTPHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names alone: values may be cookies or tokens.
    package var description: String { fields.map(\.name).joined(separator: ", ") }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["names": description]) }
}
