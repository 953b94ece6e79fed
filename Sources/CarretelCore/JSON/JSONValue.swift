/// One value of a parsed JSON text.
package struct JSONValue: Sendable {}
