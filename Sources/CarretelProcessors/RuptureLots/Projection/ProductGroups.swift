/// Which products stand in for each other: groups that share a product are one group (union-find, by size, with path
/// halving). A product in no group is a group of its own.
struct ProductGroups {
    private var parent: [Int32]
    private var size: [Int32]
    /// The group of each product, from 0, once ``number()`` has run.
    private(set) var groupOfProduct: [Int32] = []
    private(set) var count = 0

    /// Joins the products of a dataset.
    init(productCount: Int, groupCount: Int, memberships: [DatasetTables.Membership]) {
        parent = (0..<Int32(productCount)).map { $0 }
        size = Array(repeating: 1, count: productCount)
        var firstOfGroup = Array(repeating: Int32(-1), count: groupCount)
        for membership in memberships {
            let first = firstOfGroup[Int(membership.group)]
            if first < 0 {
                firstOfGroup[Int(membership.group)] = membership.product
            } else {
                join(first, membership.product)
            }
        }
        number()
    }

    private mutating func root(of product: Int32) -> Int32 {
        var product = product
        while parent[Int(product)] != product {
            parent[Int(product)] = parent[Int(parent[Int(product)])]
            product = parent[Int(product)]
        }
        return product
    }

    private mutating func join(_ left: Int32, _ right: Int32) {
        var (large, small) = (root(of: left), root(of: right))
        guard large != small else { return }
        if size[Int(large)] < size[Int(small)] { swap(&large, &small) }
        parent[Int(small)] = large
        size[Int(large)] += size[Int(small)]
    }

    private mutating func number() {
        var numbers = Array(repeating: Int32(-1), count: parent.count)
        groupOfProduct.reserveCapacity(parent.count)
        for product in parent.indices {
            let root = Int(root(of: Int32(product)))
            if numbers[root] < 0 {
                numbers[root] = Int32(count)
                count += 1
            }
            groupOfProduct.append(numbers[root])
        }
    }
}
