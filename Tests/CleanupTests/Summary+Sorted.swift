import ImageModel

@testable import Cleanup

extension Summary {
    /// The repositories, whose images are in no certain order.
    var sortedRepositories: [RepositoryReport] {
        repositories.map { report in
            var report = report
            report.images.sort { $0.image.digest < $1.image.digest }
            return report
        }
    }
}
