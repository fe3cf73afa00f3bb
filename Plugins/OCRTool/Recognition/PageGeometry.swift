import Glibc
import OCRFields

/// How a page was enlarged and turned before it was read, so that boxes find back to the page as it was given.
struct PageGeometry: Sendable {
    /// Of the page as it was given, in pixels.
    let width: Double
    let height: Double
    /// By which it was enlarged at first.
    var scale = 1.0
    /// Quarter turns, clockwise, that set it upright then.
    var quarters = 0
    /// Radians, clockwise, by which it was turned at last, about its middle; what it stands in grew around that middle.
    var skew = 0.0
    /// Of the picture after all that, in pixels.
    var finalWidth: Double
    var finalHeight: Double

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
        finalWidth = width
        finalHeight = height
    }

    /// Degrees, clockwise, by which the page as it was given stands turned, from 0 to below 360.
    var rotation: Double {
        let degrees = -(Double(quarters) * 90 + skew * 180 / .pi)
        let whole = (degrees * 10).rounded() / 10
        let rest = whole.truncatingRemainder(dividingBy: 360)
        return rest < 0 ? rest + 360 : rest == 0 ? 0 : rest
    }

    /// The box on the page as it was given around a box of the prepared picture.
    func source(of box: Box) -> Box {
        let corners = [(box.x, box.y), (box.right, box.y), (box.x, box.bottom), (box.right, box.bottom)].map(source)
        let (xs, ys) = (corners.map(\.0), corners.map(\.1))
        let left = max(0, (xs.min() ?? 0).rounded(.down))
        let top = max(0, (ys.min() ?? 0).rounded(.down))
        let right = min(width, (xs.max() ?? 0).rounded(.up))
        let bottom = min(height, (ys.max() ?? 0).rounded(.up))
        return Box(x: left, y: top, width: max(0, right - left), height: max(0, bottom - top))
    }

    private func source(_ point: (Double, Double)) -> (Double, Double) {
        let (width, height) = (width * scale, height * scale)
        let (uprightWidth, uprightHeight) = quarters % 2 == 0 ? (width, height) : (height, width)
        // From the middle of the final picture, turned back.
        let (x, y) = (point.0 - finalWidth / 2, point.1 - finalHeight / 2)
        let upright = (
            x * cos(skew) + y * sin(skew) + uprightWidth / 2, -x * sin(skew) + y * cos(skew) + uprightHeight / 2
        )
        let turned: (Double, Double) =
            switch quarters {
            case 1: (upright.1, height - upright.0)
            case 2: (width - upright.0, height - upright.1)
            case 3: (width - upright.1, upright.0)
            case _: upright
            }
        return (turned.0 / scale, turned.1 / scale)
    }
}
