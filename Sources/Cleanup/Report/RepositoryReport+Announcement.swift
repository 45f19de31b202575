import Retention

extension RepositoryReport {
    /// The number of images that only wait for their announcement.
    var announcedCount: Int { byProtection[Veto.announcementName] }
}

extension Summary {
    /// The number of images that only wait for their announcement.
    var announcedCount: Int { repositories.reduce(0) { $0 + $1.announcedCount } }
}
