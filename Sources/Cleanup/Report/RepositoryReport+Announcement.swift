import Retention

extension RepositoryReport {
    /// The number of images that only wait for their announcement.
    var announcedCount: Int { byProtection.entries.first { $0.key == Veto.announcementName }?.count ?? 0 }
}

extension Summary {
    /// The number of images that only wait for their announcement.
    var announcedCount: Int { repositories.reduce(0) { $0 + $1.announcedCount } }
}
