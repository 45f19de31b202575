# The function's role. A statement is there only if what it is for is switched on, and its resource is "*" only where AWS
# knows no narrower one. template.yaml has the same statements, and a test compares them.

locals {
  repositories        = "arn:${local.partition}:ecr:${local.region}:${local.account}:repository/*"
  public_repositories = "arn:${local.partition}:ecr-public::${local.account}:repository/*"
  parameter           = "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/${trimprefix(coalesce(var.policy_parameter, "-"), "/")}"

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
    var.read_ecs ? [
      {
        Sid    = "ListEcs"
        Effect = "Allow"
        Action = [
          "ecs:ListClusters", "ecs:ListServices", "ecs:ListTaskDefinitionFamilies", "ecs:ListTaskDefinitions",
          "ecs:ListTasks",
        ]
        Resource = "*"
      },
      {
        Sid    = "ReadEcs"
        Effect = "Allow"
        Action = [
          "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices", "ecs:DescribeTasks",
        ]
        Resource = "arn:${local.partition}:ecs:${local.region}:${local.account}:*"
      },
    ] : [],
    var.read_ecs || var.read_schedules ? [{
      Sid      = "ReadTaskDefinitions"
      Effect   = "Allow"
      Action   = ["ecs:DescribeTaskDefinition"]
      Resource = "*"
    }] : [],
    var.read_schedules ? [{
      Sid    = "ListSchedules"
      Effect = "Allow"
      Action = [
        "events:ListEventBuses", "events:ListRules", "pipes:ListPipes", "scheduler:ListSchedules",
        "states:ListStateMachines",
      ]
      Resource = "*"
    }] : [],
    var.read_schedules ? [{
      Sid    = "ReadSchedules"
      Effect = "Allow"
      Action = [
        "events:ListTargetsByRule", "pipes:DescribePipe", "scheduler:GetSchedule", "states:DescribeStateMachine",
      ]
      Resource = [
        "arn:${local.partition}:events:${local.region}:${local.account}:rule/*",
        "arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule/*",
        "arn:${local.partition}:pipes:${local.region}:${local.account}:pipe/*",
        "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:*",
      ]
    }] : [],
    var.read_lambda ? [
      {
        Sid      = "ListFunctions"
        Effect   = "Allow"
        Action   = ["lambda:ListFunctions"]
        Resource = "*"
      },
      {
        Sid      = "ReadFunctions"
        Effect   = "Allow"
        Action   = ["lambda:GetFunction"]
        Resource = "arn:${local.partition}:lambda:${local.region}:${local.account}:function:*"
      },
    ] : [],
    var.read_inspector ? [{
      Sid      = "ReadInspector"
      Effect   = "Allow"
      Action   = ["inspector2:BatchGetAccountStatus", "inspector2:ListCoverage"]
      Resource = "*"
    }] : [],
    var.read_batch ? [{
      Sid      = "ReadBatch"
      Effect   = "Allow"
      Action   = ["batch:DescribeJobDefinitions"]
      Resource = "*"
    }] : [],
    # Names alone: a run warns of clusters whose images nothing keeps.
    [{
      Sid      = "ListEksClusters"
      Effect   = "Allow"
      Action   = ["eks:ListClusters"]
      Resource = "*"
    }],
    var.read_eks ? [{
      Sid      = "ReadEks"
      Effect   = "Allow"
      Action   = ["eks:DescribeCluster"]
      Resource = "arn:${local.partition}:eks:${local.region}:${local.account}:cluster/*"
    }] : [],
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
    var.policy_kms_key_arn == null ? [] : [{
      Sid      = "DecryptPolicy"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = var.policy_kms_key_arn
    }],
    local.notifies ? [{
      Sid      = "SendSummaries"
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
