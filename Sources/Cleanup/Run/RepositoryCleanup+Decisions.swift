import AWSClient
import ECRClient
import Essentials
import ImageModel
import Retention

extension RepositoryCleanup {
    /// The decisions about a repository's images, and what they rest on.
    struct Decisions {
        var assessment: Assessment
        var manifests = IndexManifests()
        /// Checks usage again before each call; `nil` where the policy asks for none.
        var usage: UsageCheck?
        /// Checks the resource tags again before each call; `nil` where the policy asks for none.
        var resourceTags: ResourceTagCheck?
        /// Whether the repository was deleted before anything was decided.
        var isRepositoryGone = false
    }

    /// Decides about the images; notes in the report what keeps the decisions from being executed.
    ///
    /// Usage and manifests are read only where something would be selected: to read a manifest moves a pull time.
    ///
    /// - Parameter blobs: gets the layers of images whose manifests are read on the way.
    func decide(
        about images: [Image], keepingLayersIn blobs: BlobCollector?, _ report: inout RepositoryReport
    ) async -> Decisions {
        var selection = Selection(section: section, protection: protection, at: run.system.now())
        var decisions = Decisions(assessment: selection.assessment(of: images, manifests: nil))
        if registry.client.kind == .publicRegistry, looksAtPulls, !images.isEmpty {
            report.block("the policy looks at pull times, which Amazon ECR Public does not have")
            return decisions
        }
        guard decisions.assessment.selectedCount > 0 else { return decisions }
        do {
            let facts = try await readFacts(about: images)
            (selection.facts, decisions.usage) = (facts.forVetoes, facts.usage)
            decisions.resourceTags = resourceTagCheck(with: facts.replicas)
            note(facts, about: images, &report)
            if let failure = facts.unreadable, report.noteInterruption(failure.error, while: "usage was read") {
                return decisions
            }
            if selection.facts.mayProtect(images) {
                decisions.assessment = selection.assessment(of: images, manifests: nil)
            }
            try await readManifests(of: images, selection, &decisions, keepingLayersIn: blobs, &report)
            if let failure = facts.unreadable, decisions.assessment.selectedCount > 0 {
                decisions.assessment.keepSelectedAsUsageUnknown()
                report.block("\(failure)")
            }
        } catch let error as ChangedResourceTags {
            report.block("\(error)")
        } catch let error as UnreadableIndex {
            report.block("\(error)")
        } catch {
            if error.isRepositoryGone {
                decisions.isRepositoryGone = true
            } else if !report.noteInterruption(error, while: "what protects its images was read") {
                report.block("what protects its images can't be read: \(error)")
            }
        }
        return decisions
    }

    var looksAtPulls: Bool { run.request.policy.looksAtPulls(in: section) }

    private func note(_ facts: RepositoryFacts, about images: [Image], _ report: inout RepositoryReport) {
        let replicas = facts.replicas.map(\.location)
        (report.replicas, report.replicationUnknown) = (replicas, facts.replicationUnknown?.description)
        run.coverage.noteReplicas(of: images, section: sectionIndex) { reference in
            replicas.contains { $0.holds(reference, in: repository.name) }
        }
    }

    /// Reads the manifests of indexes, where something would go, and decides again.
    private func readManifests(
        of images: [Image], _ selection: Selection, _ decisions: inout Decisions,
        keepingLayersIn blobs: BlobCollector?, _ report: inout RepositoryReport
    ) async throws {
        guard decisions.assessment.selectedCount > 0 else { return }
        guard images.contains(where: \.mayBeIndex) else {
            // Preliminary decisions leave this veto out.
            if protection.newestPulled != nil {
                decisions.assessment = selection.assessment(of: images, manifests: decisions.manifests)
            }
            return
        }
        // Noted before the call: one whose answer never comes may have taken effect.
        report.pullTimesMayHaveMoved = looksAtPulls && images.contains(where: IndexManifestReader.reads)
        var images = images
        decisions.manifests = try await IndexManifestReader(registry: registry.client, system: run.system, blobs: blobs)
            .manifests(of: &images, in: report.name)
        decisions.assessment = selection.assessment(of: images, manifests: decisions.manifests)
    }
}
