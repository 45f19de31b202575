import ImageModel

/// Resolves each image's decision within its family, before vetoes.
///
/// A family is an image together with the images that it belongs to.
enum FamilyResolution {
    /// Applies decisions from parents to the images that belong to them.
    ///
    /// An image takes the mildest verdict among its indexes, its subjects and, if the rules see it, its own rule.
    ///
    /// - Parameter decisions: the rules' decisions about each image, which become the decisions without vetoes.
    static func follow(_ graph: ImageGraph, _ decisions: inout [Decision]) {
        for position in graph.referrersOfUnknown {
            decisions[position] = Decision(.keep, reason: .unknownSubject)
        }
        for position in graph.isCircular.indices where graph.isCircular[position] {
            decisions[position] = Decision(.keep, reason: .circular)
        }
        for position in graph.order {
            decisions[Int(position)] = decision(about: Int(position), in: graph, decisions)
        }
        guard !graph.hasLinks else { return }
        // Without links, each image decides for itself, except those that an unread index may hold.
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
        guard !image.hasUnknownSubject else { return own }
        // Among equally mild parents, the smallest digest decides. So the reason does not depend on the listing's
        // order.
        let mildest = graph.parents(of: position).min { one, other in
            let severities = (decisions[one.position].severity, decisions[other.position].severity)
            return severities.0 == severities.1
                ? graph.images[one.position].digest < graph.images[other.position].digest
                : severities.0 < severities.1
        }
        guard let mildest else { return own }
        let parentDecision = decisions[mildest.position]
        let digest = graph.images[mildest.position].digest
        if graph.isIndependent(position), own.severity <= parentDecision.severity { return own }
        if graph.withoutDifferences.contains(.milderFates), graph.isIndependent(position), parentDecision.isSelected {
            return own
        }
        switch parentDecision.verdict {
        case .keep, .protect:
            return Decision(.keep, rule: own.rule, reason: .stays(with: digest, as: mildest.relation))
        case .transition where image.status == .archived:
            return Decision(.keep, rule: parentDecision.rule, reason: .alreadyArchived)
        case .transition, .expire:
            return Decision(
                parentDecision.verdict, rule: parentDecision.rule, reason: .goes(with: digest, as: mildest.relation))
        }
    }
}

extension Decision {
    /// The severity of the verdict: keeping, then archiving, then deleting.
    fileprivate var severity: Int {
        switch verdict {
        case .keep, .protect: 0
        case .transition: 1
        case .expire: 2
        }
    }
}
