import ImageModel

/// What would happen to each image if no veto protected any: what the rules say, and what it shares with the images
/// that it belongs to.
enum FamilyResolution {
    /// Follows the graph from parents to what belongs to them: an image takes the mildest of what happens to its
    /// holders and its subjects, and of what a rule says of it where rules see it.
    ///
    /// - Parameter decisions: what the rules say of each image, and then what would happen to it.
    static func follow(_ graph: ImageGraph, _ decisions: inout [Decision]) {
        for position in graph.foreignReferrers {
            decisions[position] = Decision(.keep, reason: .foreignSubject)
        }
        for position in graph.isCircular.indices where graph.isCircular[position] {
            decisions[position] = Decision(.keep, reason: .circular)
        }
        for position in graph.order {
            decisions[Int(position)] = decision(about: Int(position), in: graph, decisions)
        }
        guard !graph.hasLinks else { return }
        // Then each image but what an unread index may hold is one of its own.
        for position in graph.possibleIndexes.keys {
            decisions[position] = decision(about: position, in: graph, decisions)
        }
    }

    private static func decision(
        about position: Int, in graph: ImageGraph, _ decisions: [Decision]
    ) -> Decision {
        let image = graph.images[position]
        let own = decisions[position]
        if let index = graph.possibleIndexes[position] {
            return Decision(.keep, reason: .possiblyHeld(by: graph.images[index].digest))
        }
        guard image.status == .active || image.status == .archived else {
            return Decision(.keep, reason: .unsettled(image.status))
        }
        guard !image.hasForeignSubject else { return own }
        // Of equally mild ones the first decides, by digest, so that the reason does not depend on the listing's order.
        let mildest = graph.parents(of: position).min { one, other in
            let severities = (decisions[one.position].severity, decisions[other.position].severity)
            return severities.0 == severities.1
                ? graph.images[one.position].digest < graph.images[other.position].digest
                : severities.0 < severities.1
        }
        guard let mildest else { return own }
        let fate = decisions[mildest.position]
        let digest = graph.images[mildest.position].digest
        if graph.isIndependent(position), own.severity <= fate.severity { return own }
        switch fate.verdict {
        case .keep, .protect:
            return Decision(.keep, rule: own.rule, reason: .stays(with: digest, as: mildest.relation))
        case .transition where image.status == .archived:
            return Decision(.keep, rule: fate.rule, reason: .alreadyArchived)
        case .transition, .expire:
            return Decision(fate.verdict, rule: fate.rule, reason: .goes(with: digest, as: mildest.relation))
        }
    }
}

extension Decision {
    /// How much is done to an image: nothing is milder than archiving, and that is milder than deleting.
    fileprivate var severity: Int {
        switch verdict {
        case .keep, .protect: 0
        case .transition: 1
        case .expire: 2
        }
    }
}
