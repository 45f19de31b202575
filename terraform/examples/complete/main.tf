# Every switch of the module, and the module for repositories that need no more than ECR's own lifecycle policy.

provider "aws" {
  region = var.region
}

module "ecr_cleanup" {
  source = "../.."

  # The function and its package.
  name                 = "registry-cleanup"
  package              = var.package
  image_uri            = null
  architecture         = "arm64"
  memory_size          = 256
  timeout              = 900
  reserved_concurrency = 5
  log_level            = "INFO"
  log_retention_days   = 90
  retain_log_group     = true
  tags                 = { project = "ecr-cleanup" }

  # What the account and its network ask for: here a path of roles, one key and traces.
  use_fips_endpoints   = false
  https_proxy          = null
  no_proxy             = null
  ca_bundle            = null
  layer_arns           = []
  vpc                  = null
  function_role_arn    = null
  role_path            = "/operations/"
  permissions_boundary = null
  kms_key_arn          = aws_kms_key.own.arn
  tracing              = true

  # What is deleted, once the summaries of some dry runs have been read.
  dry_run = var.dry_run

  # The policy: here in a parameter. `policy = file("…/policies/in-use.json")` would make it a part of the function.
  policy             = null
  policy_parameter   = aws_ssm_parameter.policy.name
  policy_kms_key_arn = aws_kms_key.own.arn

  # What the policy needs, and so the function is allowed.
  usage_sources        = ["ecs", "lambda", "schedules", "inspector", "batch", "eks"]
  read_repository_tags = true
  looks_at_pull_times  = true
  allow_archive        = true

  # Roles for other registries: examples/organization has a pattern for all accounts.
  target_role_arns       = ["arn:aws:iam::222222222222:role/ecr-cleanup"]
  target_organization_id = null

  # Whatever the policy says, images go only here.
  deletable_repositories   = ["*"]
  undeletable_repositories = ["production/*"]

  # This one is for policies with the target { "public": true }, which can't look at pull times.
  clean_public_registry = false

  # When runs start.
  schedule_expression = "cron(30 2 ? * MON-FRI *)"
  schedule_timezone   = "Europe/Berlin"
  schedule_enabled    = true
  schedule_input      = jsonencode({ maxImages = 10000, detail = "none" })
  clean_on_push       = true

  # How they are spread.
  fan_out = {
    batch_size                   = 50
    concurrency                  = 5
    tolerated_failure_percentage = 20
    result_retention_days        = 90
    log_level                    = "ERROR"
  }

  # Where their reports are kept, and whether a person approves what goes.
  reports = {
    bucket       = aws_s3_bucket.reports.bucket
    prefix       = "ecr-cleanup"
    bucket_owner = null
    kms_key_arn  = aws_kms_key.own.arn
  }
  require_approval = true

  # Who hears of them. From Friday's run to Monday's it is three days.
  notification_email     = "operations@example.com"
  notification_topic_arn = null
  alarm_period_seconds   = 86400
  alarm_periods          = 4

  # Single alarms that are switched off, or go elsewhere: none here.
  alarms                         = {}
  images_deleted_alarm_threshold = 1000
  dashboard                      = true
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# What works by a role may use the key by the role's policy. Services that have none are allowed here.
resource "aws_kms_key" "own" {
  description         = "Encrypts what ecr-cleanup keeps"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AllowByPoliciesOfTheAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Logs"
        Effect    = "Allow"
        Principal = { Service = "logs.${var.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${var.region}:${data.aws_caller_identity.current.account_id}:log-group:*"
          }
        }
      },
      # Alarms for the topic, and pushes that did not reach the function, for the queue.
      {
        Sid       = "AlarmsAndPushes"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_ssm_parameter" "policy" {
  name   = "/ecr-cleanup/policy"
  type   = "SecureString"
  key_id = aws_kms_key.own.arn
  value  = file("${path.module}/policy.json")
}

resource "aws_s3_bucket" "reports" {
  # checkov:skip=CKV_AWS_18: Whether reads are logged is the account's choice.
  # checkov:skip=CKV_AWS_144: So is a copy in another region.
  # checkov:skip=CKV2_AWS_62: Nothing waits for its objects.

  bucket_prefix = "ecr-cleanup-reports-"
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "reports" {
  bucket = aws_s3_bucket.reports.bucket

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.own.arn
    }
  }
}

# What somebody overwrites is kept.
resource "aws_s3_bucket_versioning" "reports" {
  bucket = aws_s3_bucket.reports.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "reports" {
  bucket = aws_s3_bucket.reports.bucket

  rule {
    id     = "reports"
    status = "Enabled"

    filter {}

    # Longer than a policy's announceDays.
    expiration {
      days = 365
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_ecr_repository" "scratch" {
  for_each = toset(["scratch/builds", "scratch/experiments"])

  # checkov:skip=CKV_AWS_51: A build of a branch takes the tag of the one before.
  # checkov:skip=CKV_AWS_136: They hold builds, which no key has to guard.
  # checkov:skip=CKV_AWS_163: What is in them runs nowhere.

  name         = each.key
  force_delete = true
}

module "lifecycle_policy" {
  source = "../../modules/lifecycle-policy"

  repositories = [for repository in aws_ecr_repository.scratch : repository.name]

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Untagged images go after two weeks"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
      action       = { type = "expire" }
    }]
  })
}
