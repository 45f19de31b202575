package import Foundation
import TestSupport

extension Date {
    /// A time so many days before the start of every test's clock.
    package static func daysAgo(_ days: Double) -> Date { TestClock.start - days * 86_400 }
}
