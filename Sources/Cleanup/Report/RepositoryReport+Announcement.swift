import Retention

extension RepositoryReport {
    /// The number of images that only wait for their announcement.
    var unannouncedCount: Int { byProtection[Veto.announcementName] }
}

extension Summary {
    /// The number of images that only wait for their announcement.
    var unannouncedCount: Int { repositories.reduce(0) { $0 + $1.unannouncedCount } }

    /// The number of images that the run announces.
    ///
    /// A run over some repositories, by a plan, or by a policy that is only tried announces nothing.
    var announcedCount: Int { planScope.announces ? unannouncedCount : 0 }
}
