"""The script that most people run today: delete untagged images that are older than some days, in all repositories.

It is written as such scripts are, and to its own advantage: the registry leaves tagged images out (`filter`), pages are as
large as ECR lets them be (a paginator's default is 100 images), and deletions name as many images as a call may. It reads
no image again before it deletes it, and does not look for what refers to it, holds it or uses it.
"""

import argparse
from datetime import datetime, timedelta, timezone

import boto3


def stale_images(ecr, repository: str, cutoff: datetime, page_size: int) -> list[dict]:
    pages = ecr.get_paginator("describe_images").paginate(
        repositoryName=repository,
        filter={"tagStatus": "UNTAGGED"},
        PaginationConfig={"PageSize": page_size},
    )
    return [
        {"imageDigest": image["imageDigest"]}
        for page in pages
        for image in page["imageDetails"]
        if image["imagePushedAt"] < cutoff
    ]


def delete(ecr, repository: str, images: list[dict]) -> int:
    failures = 0
    for start in range(0, len(images), 100):
        answer = ecr.batch_delete_image(repositoryName=repository, imageIds=images[start : start + 100])
        failures += len(answer["failures"])
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--page-size", type=int, default=1_000)
    parser.add_argument("--delete", action="store_true")
    arguments = parser.parse_args()

    ecr = boto3.client("ecr")
    cutoff = datetime.now(timezone.utc) - timedelta(days=arguments.days)
    for page in ecr.get_paginator("describe_repositories").paginate():
        for repository in page["repositories"]:
            name = repository["repositoryName"]
            images = stale_images(ecr, name, cutoff, arguments.page_size)
            if not arguments.delete:
                print(f"{name}: would delete {len(images)} images")
                continue
            failures = delete(ecr, name, images)
            print(f"{name}: deleted {len(images) - failures} images, {failures} failed")


main()
