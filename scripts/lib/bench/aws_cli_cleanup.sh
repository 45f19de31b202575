#!/usr/bin/env bash
# The loop over the AWS CLI that people write: delete untagged images that are older than `$1` days, in all repositories.
#
# Like the boto3 script, it is written to its own advantage: the registry leaves tagged images out, pages are as large as
# ECR lets them be, and a deletion names as many images as a call may.
set -euo pipefail

cutoff=$(($(date +%s) - $1 * 86400))
for repository in $(aws ecr describe-repositories --query 'repositories[].repositoryName' --output text); do
    aws ecr describe-images --repository-name "$repository" --filter tagStatus=UNTAGGED --page-size 1000 \
        --query "imageDetails[?imagePushedAt<\`$cutoff\`].[imageDigest]" --output text |
        sed 's/^/imageDigest=/' |
        xargs --no-run-if-empty --max-args 100 \
            aws ecr batch-delete-image --repository-name "$repository" --output json --image-ids >/dev/null
done
