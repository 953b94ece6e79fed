import CarretelCore

/// A product of which at least one order is short, or a group of products that stand in for each other.
struct ShortProduct {
    /// The product that was short first, and its name.
    var product: Int32
    var name: Int32
    /// The others of its group.
    var equivalents: [Int32]
    var group: Int
    /// What all analysed orders want of it, in thousandths.
    var wanted: Int128
    /// The sum of what each order misses for itself, in thousandths.
    var missing: Int128
    /// What has to come for all of them to be served, in thousandths: wanted less what can be had now.
    var shortfall: Int128
    /// Value of the short lines, in hundred-thousandths.
    var shortValue: Int128
    /// The orders that are short of it, in input order, by position in the dataset.
    var orders: [Int32]
    /// What is produced from day 0 on.
    var arrivals: [StockProjection.Arrival]
    /// From when on all orders can be served; nil when what is planned never suffices.
    var availableOn: CivilDate?
}
