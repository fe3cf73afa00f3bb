/// A rectangle in pixels, from the upper left corner.
package struct Box: Sendable, Hashable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package var right: Double { x + width }
    package var bottom: Double { y + height }
    package var middleX: Double { x + width / 2 }
    package var middleY: Double { y + height / 2 }

    /// The smallest box around both.
    package func union(_ other: Box) -> Box {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return Box(
            x: left, y: top, width: max(right, other.right) - left, height: max(bottom, other.bottom) - top)
    }

    /// The smallest box around all; nil: there is none.
    package static func around(_ boxes: some Sequence<Box>) -> Box? {
        boxes.reduce(nil as Box?) { $0?.union($1) ?? $1 }
    }
}
