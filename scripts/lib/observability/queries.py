"""The saved queries of CloudWatch Logs Insights.

A query's first line is a comment that says what to put in. Lines of the program's log are JSON, so CloudWatch knows their
members as fields. Lists it knows by their entries alone, which is why `parse` takes them out of the text. Of a long line it
knows the first 200 members alone, so the filters look at those at the beginning of a summary.
"""

from dataclasses import dataclass

DIGEST = "sha256:DIGEST"


@dataclass(frozen=True)
class Query:
    """A saved query, by the names of its resource and in the console."""

    resource: str
    name: str
    # In the list of docs/MONITORING.md.
    purpose: str
    text: str


# The last repository before the image is its own. An entry of `failures` has a digest, too, but no tags.
IMAGE = (
    r'/^.*"name":"(?<repository>[^"]+)","status":"[^"]*".*?\{"digest":"' + DIGEST + r'","tags":.*?'
    r'"decision":"(?<decision>\w+)","outcome":"(?<outcome>\w+)".*?"reason":"(?<why>.*?)"\}/'
)

NOT_CLEANED = """filter message in ["repository not done", "registry not done"]
| display @timestamp, level, region, registryId, repository, registry, status, reason
| sort @timestamp desc
| limit 1000"""

QUERIES = [
    Query(
        "DeletionsOfDigestQuery",
        "Every deletion of a digest (put it in)",
        "when and where an image was deleted or archived, or ECR refused to",
        f"""# Put the image's digest in place of {DIGEST}, and choose a time as far back as the log goes.
filter message in ["images deleted", "images archived", "images not deleted", "images not archived"]
| filter @message like "{DIGEST}"
| display @timestamp, message, region, registryId, repository, requestId
| sort @timestamp desc
| limit 1000""",
    ),
    Query(
        "DeletedImagesQuery",
        "What went (choose the night)",
        "the digests that were deleted or archived, and those that ECR refused, in the order of time",
        r"""# Choose the time of the run, such as the last 12 hours. Each line is one answer of ECR's.
filter message in ["images deleted", "images archived", "images not deleted", "images not archived"]
| parse @message /"(?<kind>digests|failures)":\[(?<images>.*?)\],"region"/
| display @timestamp, message, region, registryId, repository, images
| sort @timestamp asc
| limit 10000""",
    ),
    Query(
        "DecisionAboutDigestQuery",
        "Why an image was kept (put its digest in)",
        'the decision about an image and its reason, run by run. A summary names selected images; kept ones only if the run had `"detail": "all"`',
        f"""# Put the image's digest in place of {DIGEST}. Kept images are in summaries of runs with "detail": "all" only.
filter ispresent(schemaVersion) and not ispresent(action)
| parse @message {IMAGE}
| filter ispresent(decision)
| display @timestamp, requestId, repository, decision, outcome, why
| sort @timestamp desc
| limit 100""",
    ),
    Query(
        "NotCleanedQuery",
        "What was not cleaned, and why",
        "the repositories and registries that failed, were blocked or not finished",
        f"# Choose the time of the run, such as the last 12 hours.\n{NOT_CLEANED}",
    ),
    Query(
        "RunsQuery",
        "Runs",
        "one line for each summary",
        """# One line for each run, or for each batch of a fan-out.
filter ispresent(schemaVersion) and not ispresent(action)
| display @timestamp, status, dryRun, trigger.type, totals.repositories, totals.scanned, totals.selected, totals.deleted, totals.archived, totals.failed, totals.skipped, totals.bytesDeleted, durationSeconds, requestId, reason
| sort @timestamp desc
| limit 1000""",
    ),
]


def rows() -> list[str]:
    """The table of queries in docs/MONITORING.md."""
    found = ["| query | what it shows |", "| --- | --- |"]
    return found + [f"| {each.name} | {each.purpose} |" for each in QUERIES]
