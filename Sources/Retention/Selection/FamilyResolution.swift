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
        let own = decisions[position]
        if !graph.possibleIndexes.isEmpty, let index = graph.possibleIndexes[position] {
            return Decision(.keep, reason: .possiblyHeld(by: graph.images[index].digest))
        }
        let status = graph.images[position].status
        guard status == .active || status == .archived else { return Decision(.keep, reason: .unsettled(status)) }
        guard !graph.images[position].hasUnknownSubject,
            let mildest = mildestParent(of: position, in: graph, decisions)
        else { return own }
        let parentDecision = decisions[mildest.position]
        let digest = graph.images[mildest.position].digest
        if graph.isIndependent(position), own.severity <= parentDecision.severity { return own }
        if graph.withoutDifferences.contains(.milderFates), graph.isIndependent(position), parentDecision.isSelected {
            return own
        }
        switch parentDecision.verdict {
        case .keep, .protect:
            return Decision(.keep, rule: own.rule, reason: .stays(with: digest, as: mildest.relation))
        case .transition where status == .archived:
            return Decision(.keep, rule: parentDecision.rule, reason: .alreadyArchived)
        case .transition, .expire:
            return Decision(
                parentDecision.verdict, rule: parentDecision.rule, reason: .goes(with: digest, as: mildest.relation))
        }
    }

    /// The image with the mildest verdict among those that an image belongs to.
    ///
    /// Among equally mild ones, the smallest digest decides. So the reason does not depend on the listing's order.
    private static func mildestParent(
        of position: Int, in graph: ImageGraph, _ decisions: [Decision]
    ) -> (position: Int, relation: Reason.Relation)? {
        var mildest: (position: Int, relation: Reason.Relation)?
        func consider(_ parent: Int, _ relation: Reason.Relation) {
            if let other = mildest?.position {
                let severities = (decisions[parent].severity, decisions[other].severity)
                guard severities.0 <= severities.1,
                    severities.0 < severities.1 || graph.images[parent].digest < graph.images[other].digest
                else { return }
            }
            mildest = (parent, relation)
        }
        for parent in graph.indexes[position] { consider(parent, .manifest) }
        for parent in graph.subjects[position] { consider(parent, .referrer) }
        return mildest
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
