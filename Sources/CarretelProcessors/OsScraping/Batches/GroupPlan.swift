/// How the service orders of a batch are cut into groups.
enum GroupPlan {
    /// Cuts a list into pieces of a length, the last as long as what is left.
    static func groups<Element>(of elements: [Element], size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: elements.count, by: max(1, size)).map { start in
            elements[start..<min(start + max(1, size), elements.count)]
        }
    }
}
