import CarretelCore

/// What one analysed order line asks of its product.
struct LineDemand {
    var product: Int32
    var name: Int32
    /// The order's position in the dataset.
    var order: Int32
    /// Thousandths.
    var quantity: Int64
    /// Thousandths; 0 when the line is covered.
    var missing: Int64
    /// In hundred-thousandths.
    var value: Int128

    init(_ item: OrderAnalysis.Item, of order: Int32) {
        product = item.line.product
        name = item.line.name
        self.order = order
        quantity = item.line.quantity
        missing = item.outlook.missing
        value = item.value
    }
}
