public import ImageModel

extension Region {
    /// Northern Virginia, where ECR Public has its API.
    public static let usEast1 = Region(constant: "us-east-1")

    /// The pseudo-region of services with one endpoint for the partition `aws`.
    static let awsGlobal = Region(constant: "aws-global")

    private init(constant code: StaticString) {
        // A wrong constant fails in the first test.
        guard let region = Region("\(code)") else { preconditionFailure("`\(code)` can't be a region's code") }
        self = region
    }
}
