import Essentials
import Formats
import ImageModel
import Retention

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Measures how long it takes to decide about an inventory, without any call: four rules with patterns.
///
/// `selection-benchmark [COUNT…]`, by default of 10,000, 100,000 and 1,000,000 images. Prints one JSON object; the times
/// are the medians of several runs, in milliseconds of one processor: a selection has no use for a second one.
@main
enum Main {
    static let runs = 5

    static func main() {
        let counts = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        var json = JSONWriter()
        json.object { json in
            json.key("selection")
            json.array { json in
                for count in counts.isEmpty ? [10_000, 100_000, 1_000_000] : counts {
                    for shape in Registry.Shape.allCases {
                        json.beginEntry()
                        measure(Registry(count, shape), &json)
                    }
                }
            }
        }
        print(String(decoding: json.bytes, as: UTF8.self))
    }

    private static func measure(_ registry: Registry, _ json: inout JSONWriter) {
        let selection = Selection(section: .benchmark, protection: .none, at: Registry.now)
        var times: [Double] = []
        var selected = 0
        for _ in 0..<runs {
            let start = processorTime
            selected = selection.assessment(of: registry.images, manifests: registry.manifests).selectedCount
            times.append(processorTime - start)
        }
        json.object { json in
            json.member("images", registry.images.count)
            json.member("shape", registry.shape.rawValue)
            json.member("selected", selected)
            json.key("milliseconds")
            json.value(times.sorted()[runs / 2], decimals: 2)
        }
    }

    /// The time that the process has had a processor for, in milliseconds: what else the machine does is not in it.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}

extension Policy.Section {
    /// Four rules, each with a pattern, as a team writes them.
    fileprivate static let benchmark = Policy.Section(
        name: "benchmark", repositories: .all,
        rules: [
            rule(1, "release-*", .imageCountMoreThan(500)), rule(2, "pr-*-build", .sinceImagePushed(days: 14)),
            rule(3, "v*.*.*", .sinceImagePushed(days: 180)), rule(4, "*-nightly", .imageCountMoreThan(30)),
        ])

    private static func rule(_ priority: Int, _ pattern: String, _ count: Rule.Count) -> Rule {
        Rule(
            priority: priority, tagStatus: .tagged(TagList([.pattern(WildcardPattern(pattern))])), count: count,
            action: .expire)
    }
}
