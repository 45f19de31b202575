# The function's role. A statement is there only if what it is for is switched on. template.yaml has the same statements, and a
# test compares them.

# What the registry and the sources of usage need: a role of another account has the same.
module "permissions" {
  source = "./modules/registry-permissions"

  partition = local.partition
  account   = local.account
  region    = local.region

  dry_run                  = var.dry_run
  allow_archive            = var.allow_archive
  deletable_repositories   = var.deletable_repositories
  undeletable_repositories = var.undeletable_repositories
  usage_sources            = var.usage_sources
  read_repository_tags     = var.read_repository_tags
  looks_at_pull_times      = var.looks_at_pull_times
  clean_public_registry    = var.clean_public_registry
}

locals {
  role_arn    = var.function_role_arn == null ? one(aws_iam_role.function[*].arn) : var.function_role_arn
  role_policy = jsonencode({ Version = "2012-10-17", Statement = local.function_statements })

  # Permissions know no versions of a parameter.
  parameter_name = trimprefix(split(":", coalesce(var.policy_parameter, "-"))[0], "/")
  parameter      = "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${local.parameter_name}"

  # Of the schedule's role, too.
  send_failures = {
    Sid      = "SendFailures"
    Effect   = "Allow"
    Action   = ["sqs:SendMessage"]
    Resource = aws_sqs_queue.failures.arn
  }

  function_statements = concat(
    [
      {
        Sid      = "WriteLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.function.arn}:*"
      },
      local.send_failures,
    ],
    module.permissions.statements,
    [
      for each in [merge(
        {
          Sid      = "AssumeTargetRoles"
          Effect   = "Allow"
          Action   = ["sts:AssumeRole"]
          Resource = var.target_role_arns
        },
        var.target_organization_id == null ? {} : { Condition = { StringEquals = { "aws:ResourceOrgID" = var.target_organization_id } } },
      )] : each if length(var.target_role_arns) > 0
    ],
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
    local.use_key_statements,
    # Lambda makes and removes the function's network interfaces by its role, and knows no narrower resource.
    var.vpc == null ? [] : [{
      Sid    = "JoinNetwork"
      Effect = "Allow"
      Action = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]
      Resource = "*"
    }],
    var.tracing ? [{
      Sid      = "SendTraces"
      Effect   = "Allow"
      Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      Resource = "*"
    }] : [],
    local.notifies ? [{
      Sid      = "SendMessages"
      Effect   = "Allow"
      Action   = ["sns:Publish"]
      Resource = local.topic_arn
    }] : [],
  )
}

resource "aws_iam_role" "function" {
  count = var.function_role_arn == null ? 1 : 0

  name                 = local.role_name
  path                 = var.role_path
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
  count = var.function_role_arn == null ? 1 : 0

  name   = "cleanup"
  role   = aws_iam_role.function[0].name
  policy = local.role_policy

  lifecycle {
    precondition {
      condition     = length(local.role_policy) < 10000
      error_message = "The function's role would have ${length(local.role_policy)} characters of permissions. IAM takes 10,240 in all, and a stop needs some. Write target_role_arns, image_list_arns, deletable_repositories and undeletable_repositories as fewer patterns with *."
    }
  }
}
