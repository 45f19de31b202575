"""Runs the fuzzing suites one after the other, and puts how long each took and how much memory into docs/RELIABILITY.md.

The first argument is the folder of the built tests; what is to be garbage may follow, as the table calls it.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

PAGE = Path(__file__).resolve().parents[2] / "docs/RELIABILITY.md"
PLACE = re.compile(r"<!-- soak: fuzz -->.*?<!-- end of fuzz -->", re.DOTALL)

# Ends a test that hangs; a million inputs have taken half an hour on a busy machine.
LONGEST_SECONDS = 7_200
# Of the whole process, in MiB; a thousand inputs take up to 66.
MOST_MEMORY = 80

# Each test by what it feeds with garbage.
TESTS = {
    "events": "HandlerTests.EventFuzzTests/mutations",
    "policies": "RetentionTests.PolicyFuzzTests/document",
    "patterns": "RetentionTests.PatternFuzzTests/definition",
    "index manifests": "CleanupTests.IndexManifestFuzzTests/manifest",
    "image references": "ImageModelTests.ImageReferenceFuzzTests/reference",
    "AWS errors, JSON": "AWSClientTests.ParserFuzzTests/jsonError",
    "AWS errors, XML": "AWSClientTests.ParserFuzzTests/xmlError",
    "XML documents": "AWSClientTests.ParserFuzzTests/document",
    "templates, YAML": "FormatsTests.YAMLFuzzTests/yaml",
    "templates, JSON": "FormatsTests.YAMLFuzzTests/json",
    "shared config files": "AWSClientTests.ParserFuzzTests/sharedFile",
    "credential documents": "AWSClientTests.ParserFuzzTests/credentialDocument",
    "DescribeImages": "ECRClientTests.AnswerFuzzTests/describeImages\\(",
    "DescribeImages by digest": "ECRClientTests.AnswerFuzzTests/describeImagesByDigest",
    "BatchDeleteImage": "ECRClientTests.AnswerFuzzTests/batchDeleteImage",
    "BatchGetImage": "ECRClientTests.AnswerFuzzTests/batchGetImage",
    "DescribeRepositories": "ECRClientTests.AnswerFuzzTests/describeRepositories",
    "UpdateImageStorageClass": "ECRClientTests.AnswerFuzzTests/updateImageStorageClass",
    "ListTagsForResource": "ECRClientTests.AnswerFuzzTests/listTagsForResource",
    "ListPullTimeUpdateExclusions": "ECRClientTests.AnswerFuzzTests/listPullTimeUpdateExclusions",
    "GetLifecyclePolicyPreview": "ECRClientTests.AnswerFuzzTests/lifecyclePolicyPreview",
    "GetLifecyclePolicy": "ECRClientTests.AnswerFuzzTests/lifecyclePolicy\\(",
    "ECS": "ImageUsageTests.AnswerFuzzTests/ecs",
    "Lambda": "ImageUsageTests.AnswerFuzzTests/lambda",
    "Inspector": "ImageUsageTests.AnswerFuzzTests/inspector",
    "EKS": "ImageUsageTests.AnswerFuzzTests/eks",
    "Batch": "ImageUsageTests.AnswerFuzzTests/batch",
    "schedules": "ImageUsageTests.AnswerFuzzTests/schedules",
    "CodeBuild": "ImageUsageTests.AnswerFuzzTests/codeBuild",
    "SageMaker": "ImageUsageTests.AnswerFuzzTests/sageMaker",
    "AgentCore": "ImageUsageTests.AnswerFuzzTests/agentCore",
    "CloudFormation": "ImageUsageTests.AnswerFuzzTests/cloudFormation",
    "AssumeRole": "AWSClientTests.STSAnswerFuzzTests/assumeRole",
    "GetCallerIdentity": "AWSClientTests.STSAnswerFuzzTests/getCallerIdentity",
    "GetParameter": "HandlerTests.GetParameterTests/garbage",
}


def run(bundle: Path, test: str) -> tuple[float, int]:
    """Seconds, and the greatest memory in MiB."""
    began = time.monotonic()
    command = [str(bundle), "--testing-library", "swift-testing", "--filter", test]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    # One input that hangs would be all that there is to see otherwise.
    watchdog = Timer(LONGEST_SECONDS, process.kill)
    watchdog.start()
    output = process.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    watchdog.cancel()
    memory = usage.ru_maxrss // 1024
    if status != 0 or "with 1 test" not in output:
        sys.exit(f"{test} ended with {status} after {time.monotonic() - began:.0f} s\n{output[-5_000:]}")
    if memory > MOST_MEMORY:
        sys.exit(f"{test} took {memory} MiB: more than the {MOST_MEMORY} that it may take, however many inputs it has")
    return time.monotonic() - began, memory


def rows_on_page() -> dict[str, str]:
    """The rows of earlier runs, by what they are about."""
    place = PLACE.search(PAGE.read_text())
    rows = [line for line in place[0].splitlines() if line.startswith("| ")] if place else []
    return {row.split(" | ")[0].removeprefix("| "): row for row in rows}


def main():
    folder, *names = sys.argv[1:]
    (bundle,) = Path(folder).glob("*PackageTests.xctest")
    inputs = int(os.environ["FUZZ_INPUTS"])
    if unknown := set(names) - TESTS.keys():
        sys.exit(f"there is no {', '.join(unknown)}; there are {', '.join(TESTS)}")
    for name in names or TESTS:
        seconds, memory = run(bundle, TESTS[name])
        row = f"| {name} | {inputs:,} | {seconds:.0f} | {memory} |"
        print(row, flush=True)
        rows = rows_on_page() | {name: row}
        head = ["| garbage as | inputs | seconds | peak memory, MiB |", "| --- | --: | --: | --: |"]
        table = ["<!-- soak: fuzz -->", *head, *(rows[each] for each in TESTS if each in rows), "<!-- end of fuzz -->"]
        PAGE.write_text(PLACE.sub(lambda _: "\n".join(table), PAGE.read_text()))


main()
