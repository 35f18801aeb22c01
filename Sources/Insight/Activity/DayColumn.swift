/// The days of rows in ascending order, as numbers.
extension [Int32] {
    /// The place of the first row that is not before a day; the count of rows where all are.
    func firstRow(notBefore day: Int32) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
