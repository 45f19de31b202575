# The role by which a function in another account, the hub, cleans the registries of this account, in all of its regions.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

module "permissions" {
  source = "../registry-permissions"

  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  region    = "*"

  dry_run                  = var.dry_run
  allow_archive            = var.allow_archive
  deletable_repositories   = var.deletable_repositories
  undeletable_repositories = var.undeletable_repositories
  usage_sources            = var.usage_sources
  read_repository_tags     = var.read_repository_tags
  looks_at_pull_times      = var.looks_at_pull_times
  clean_public_registry    = false
}

locals {
  role_policy = jsonencode({ Version = "2012-10-17", Statement = module.permissions.statements })
}

resource "aws_iam_role" "member" {
  name                 = var.role_name
  path                 = var.role_path
  description          = var.dry_run ? "Lets ecr-cleanup of another account read the registries of this one" : "Lets ecr-cleanup of another account clean the registries of this one"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.hub_role_arn }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = merge(
          var.external_id == null ? {} : { "sts:ExternalId" = var.external_id },
          var.organization_id == null ? {} : { "aws:PrincipalOrgID" = var.organization_id },
        )
      }
    }]
  })

  lifecycle {
    precondition {
      condition     = var.external_id != null || var.organization_id != null
      error_message = "Give external_id, the word that the policy's targets have, or organization_id, or both: without one the role would trust the hub unconditionally."
    }
  }
}

resource "aws_iam_role_policy" "member" {
  name = "cleanup"
  role = aws_iam_role.member.name

  policy = local.role_policy

  lifecycle {
    precondition {
      condition     = length(local.role_policy) < 10000
      error_message = "The role would have ${length(local.role_policy)} characters of permissions. IAM takes 10,240 in all, and a stop needs some. Write deletable_repositories and undeletable_repositories as fewer patterns with *."
    }
  }
}
