# The function's role. A statement is there only if what it is for is switched on, and its resource is "*" only where AWS
# knows no narrower one. template.yaml has the same statements, and a test compares them.

locals {
  repositories        = "arn:${local.partition}:ecr:${local.region}:${local.account}:repository/*"
  public_repositories = "arn:${local.partition}:ecr-public::${local.account}:repository/*"
  parameter           = "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${trimprefix(coalesce(var.policy_parameter, "-"), "/")}"

  # What each source of usage needs, as the program declares it: scripts/lib/usage_sources.py writes the file.
  usage_sources = jsondecode(
    replace(
      replace(
        replace(file("${path.module}/usage-sources.json"), "PARTITION", local.partition),
        "REGION", local.region
      ),
      "ACCOUNT", local.account
    )
  )
  usage_statements = flatten([for source in sort(var.usage_sources) : local.usage_sources[source]])

  function_statements = concat(
    [
      {
        Sid      = "WriteLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.function.arn}:*"
      },
      {
        Sid      = "SendFailures"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = aws_sqs_queue.failures.arn
      },
      {
        Sid      = "ReadRegistry"
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:DescribeRepositories"]
        Resource = local.repositories
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
      Resource = local.repositories
    }],
    !var.dry_run && var.allow_archive ? [{
      Sid      = "ArchiveImages"
      Effect   = "Allow"
      Action   = ["ecr:UpdateImageStorageClass"]
      Resource = local.repositories
    }] : [],
    var.read_repository_tags ? [{
      Sid      = "ReadRepositoryTags"
      Effect   = "Allow"
      Action   = ["ecr:ListTagsForResource"]
      Resource = local.repositories
    }] : [],
    var.looks_at_pull_times ? [{
      Sid      = "ReadPullTimeUpdateExclusions"
      Effect   = "Allow"
      Action   = ["ecr:ListPullTimeUpdateExclusions"]
      Resource = "*"
    }] : [],
    local.usage_statements,
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
      Resource = local.public_repositories
    }] : [],
    var.clean_public_registry && var.read_repository_tags ? [{
      Sid      = "ReadPublicRepositoryTags"
      Effect   = "Allow"
      Action   = ["ecr-public:ListTagsForResource"]
      Resource = local.public_repositories
    }] : [],
    var.clean_public_registry && !var.dry_run ? [{
      Sid      = "DeletePublicImages"
      Effect   = "Allow"
      Action   = ["ecr-public:BatchDeleteImage"]
      Resource = local.public_repositories
    }] : [],
    length(var.target_role_arns) > 0 ? [{
      Sid      = "AssumeTargetRoles"
      Effect   = "Allow"
      Action   = ["sts:AssumeRole"]
      Resource = var.target_role_arns
    }] : [],
    var.policy_parameter == null ? [] : [{
      Sid      = "ReadPolicy"
      Effect   = "Allow"
      Action   = ["ssm:GetParameter"]
      Resource = local.parameter
    }],
    var.policy_object == null ? [] : [{
      Sid      = "ReadPolicyObject"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "arn:${local.partition}:s3:::${var.policy_object}"
    }],
    length(var.image_list_arns) > 0 ? [{
      Sid      = "ReadImageLists"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "ssm:GetParameter"]
      Resource = var.image_list_arns
    }] : [],
    var.policy_kms_key_arn == null ? [] : [{
      Sid      = "DecryptPolicy"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = var.policy_kms_key_arn
    }],
    local.reports_statements,
    local.results_statements,
    local.notifies ? [{
      Sid      = "SendMessages"
      Effect   = "Allow"
      Action   = ["sns:Publish"]
      Resource = local.topic_arn
    }] : [],
  )
}

resource "aws_iam_role" "function" {
  name                 = local.role_name
  description          = "What ${var.name} may do"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  name = "cleanup"
  role = aws_iam_role.function.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.function_statements
  })
}
