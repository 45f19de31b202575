package import Essentials

extension Date {
    /// The beginning of 2015, the year in which ECR began; no image has an earlier time.
    package static let beginningOfECR = Date(timeIntervalSince1970: 1_420_070_400)
}
