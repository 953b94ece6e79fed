/// How many records one request asks for: less when the server breaks over it, more again slowly.
///
/// It grows back because a server that was slow for a minute must not be read in small pages for as long as a worker
/// lives; slowly because every size that is too large costs a time-out.
struct OdooPageSize: Sendable, Hashable {
    /// What was found to go; nil for as many as are wanted.
    private var cut: Int?
    private var goodPages = 0

    /// What to ask for when that many are wanted.
    func size(for wanted: Int) -> Int { min(cut ?? wanted, wanted) }

    /// The server broke over a page of that size.
    ///
    /// - Returns: whether there is a smaller one to try.
    mutating func broke(at size: Int) -> Bool {
        guard size > OdooLimits.smallestPage else { return false }
        cut = min(cut ?? size, max(size / 2, OdooLimits.smallestPage))
        goodPages = 0
        return true
    }

    /// A page went well.
    ///
    /// - Parameters:
    ///   - size: what was asked for.
    ///   - whole: the size of a page that was never cut.
    mutating func succeeded(at size: Int, of whole: Int) {
        guard let cut, size >= cut else { return }
        goodPages += 1
        guard goodPages >= OdooLimits.pagesBeforeGrowth else { return }
        goodPages = 0
        self.cut = cut * 2 >= whole ? nil : cut * 2
    }
}
