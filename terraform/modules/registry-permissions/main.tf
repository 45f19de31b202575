# What cleaning a registry needs, and asking what is in use beside it: the statements that the function's role and the role
# of a member account share. A statement is there only if what it is for is switched on, and its resource is "*" only where
# AWS knows no narrower one. template.yaml has the same statements, and a test compares them.

locals {
  registry        = "arn:${var.partition}:ecr:${var.region}:${var.account}:repository"
  public_registry = "arn:${var.partition}:ecr-public::${var.account}:repository"

  removals         = ["ecr-public:BatchDeleteImage", "ecr:BatchDeleteImage", "ecr:UpdateImageStorageClass"]
  narrows_deletion = join(",", var.deletable_repositories) != "*"
  # As in template.yaml: CloudFormation can't put its partition, region and account into each ARN of a list.
  any_registry        = "arn:*:ecr:*:*:repository"
  any_public_registry = "arn:*:ecr-public::*:repository"
  # All inline policies of a role have 10,240 characters. Where the public registry isn't cleaned, it is denied without names.
  deletable = concat(
    [for name in var.deletable_repositories : "${local.any_registry}/${name}"],
    [for name in var.deletable_repositories : "${local.any_public_registry}/${name}" if var.clean_public_registry],
  )
  undeletable = concat(
    [for name in var.undeletable_repositories : "${local.any_registry}/${name}"],
    [for name in var.clean_public_registry ? var.undeletable_repositories : ["*"] : "${local.any_public_registry}/${name}"],
  )

  # What each source of usage needs, as the program declares it: scripts/lib/usage_sources.py writes the file.
  usage_sources = jsondecode(
    replace(
      replace(
        replace(file("${path.module}/../../usage-sources.json"), "PARTITION", var.partition),
        "REGION", var.region
      ),
      "ACCOUNT", var.account
    )
  )

  statements = concat(
    [
      {
        Sid      = "ReadRegistry"
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories"]
        Resource = "${local.registry}/*"
      },
      {
        Sid      = "ReadReplication"
        Effect   = "Allow"
        Action   = ["ecr:DescribeRegistry"]
        Resource = "*"
      },
    ],
    var.dry_run ? [] : [{
      Sid      = "DeleteImages"
      Effect   = "Allow"
      Action   = ["ecr:BatchDeleteImage"]
      Resource = "${local.registry}/*"
    }],
    !var.dry_run && var.allow_archive ? [{
      Sid      = "ArchiveImages"
      Effect   = "Allow"
      Action   = ["ecr:UpdateImageStorageClass"]
      Resource = "${local.registry}/*"
    }] : [],
    var.read_repository_tags ? [{
      Sid      = "ReadRepositoryTags"
      Effect   = "Allow"
      Action   = ["ecr:ListTagsForResource"]
      Resource = "${local.registry}/*"
    }] : [],
    var.looks_at_pull_times ? [{
      Sid      = "ReadPullTimeUpdateExclusions"
      Effect   = "Allow"
      Action   = ["ecr:ListPullTimeUpdateExclusions"]
      Resource = "*"
    }] : [],
    flatten([for source in sort(var.usage_sources) : local.usage_sources[source]]),
    # Names alone: a run warns of clusters whose images nothing keeps.
    [{
      Sid      = "ListEksClusters"
      Effect   = "Allow"
      Action   = ["eks:ListClusters"]
      Resource = "*"
    }],
    var.clean_public_registry ? [{
      Sid      = "ReadPublicRegistry"
      Effect   = "Allow"
      Action   = ["ecr-public:DescribeImages", "ecr-public:DescribeRepositories"]
      Resource = "${local.public_registry}/*"
    }] : [],
    var.clean_public_registry && var.read_repository_tags ? [{
      Sid      = "ReadPublicRepositoryTags"
      Effect   = "Allow"
      Action   = ["ecr-public:ListTagsForResource"]
      Resource = "${local.public_registry}/*"
    }] : [],
    var.clean_public_registry && !var.dry_run ? [{
      Sid      = "DeletePublicImages"
      Effect   = "Allow"
      Action   = ["ecr-public:BatchDeleteImage"]
      Resource = "${local.public_registry}/*"
    }] : [],
    # A denial holds whatever else the role is allowed, by a policy that somebody attaches, too.
    local.narrows_deletion ? [{
      Sid         = "KeepOtherRepositories"
      Effect      = "Deny"
      Action      = local.removals
      NotResource = local.deletable
    }] : [],
    length(var.undeletable_repositories) > 0 ? [{
      Sid      = "KeepRepositories"
      Effect   = "Deny"
      Action   = local.removals
      Resource = local.undeletable
    }] : [],
  )
}
