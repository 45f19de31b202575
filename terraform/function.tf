resource "aws_cloudwatch_log_group" "function" {
  # checkov:skip=CKV_AWS_338: log_retention_days says how long.

  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  # It is the record of what was deleted.
  skip_destroy = var.retain_log_group
  kms_key_id   = var.kms_key_arn
  tags         = var.tags
}

locals {
  # The program takes a CLEANUP_POLICY that is set and empty for a mistake, and anything but "false" for a dry run: so each
  # is there only with a value that means something.
  environment = merge(
    var.dry_run ? {} : { DRY_RUN = "false" },
    var.policy == null ? {} : { CLEANUP_POLICY = trimspace(var.policy) },
    var.policy_parameter == null ? {} : { CLEANUP_POLICY = "ssm:${var.policy_parameter}" },
    var.policy_object == null ? {} : { CLEANUP_POLICY = "s3://${var.policy_object}" },
    local.writes_reports ? { REPORTS = local.reports_address, REPORTS_BUCKET_OWNER = coalesce(var.reports.bucket_owner, local.account) } : {},
    local.fans_out ? { FAN_OUT_BUCKET = aws_s3_bucket.results[0].bucket, FAN_OUT_BUCKET_OWNER = local.account } : {},
    var.require_approval ? { REQUIRE_APPROVAL = "true" } : {},
    var.use_fips_endpoints ? { AWS_USE_FIPS_ENDPOINT = "true" } : {},
    var.https_proxy == null ? {} : { HTTPS_PROXY = var.https_proxy },
    var.no_proxy == null ? {} : { NO_PROXY = var.no_proxy },
    var.ca_bundle == null ? {} : { AWS_CA_BUNDLE = var.ca_bundle },
    local.notifies ? { NOTIFY_TOPIC_ARN = local.topic_arn, NOTIFY_ON = var.notify_on, NOTIFY_FORMAT = var.notify_format } : {},
  )

  # Lambda throttles what goes beyond the reservation, and the state machine's invocations are not to wait for each other.
  concurrency = try(var.fan_out.concurrency, var.reserved_concurrency)
}

resource "aws_lambda_function" "cleanup" {
  # checkov:skip=CKV_AWS_116: The destination on failure, below, gets the events.
  # checkov:skip=CKV_AWS_272: package_sha256 and source_code_hash refuse any other zip.

  function_name = var.name
  description   = "ecr-cleanup 1.0.0: deletes stale images from Amazon ECR"
  role          = local.role_arn
  package_type  = var.image_uri == null ? "Zip" : "Image"
  runtime       = var.image_uri == null ? "provided.al2023" : null
  architectures = [var.architecture]
  handler       = var.image_uri == null ? "bootstrap" : null
  layers        = var.layer_arns
  memory_size   = var.memory_size
  timeout       = var.timeout

  filename          = var.package
  source_code_hash  = var.package == null ? try(var.package_s3.source_code_hash, null) : filebase64sha256(var.package)
  s3_bucket         = try(var.package_s3.bucket, null)
  s3_key            = try(var.package_s3.key, null)
  s3_object_version = try(var.package_s3.object_version, null)
  image_uri         = var.image_uri

  # Lambda forgets the key of no variables, which would be a change in each plan.
  kms_key_arn = length(local.environment) == 0 ? null : var.kms_key_arn

  # -1 is the provider's word for none.
  reserved_concurrent_executions = var.reserved_concurrency == 0 ? -1 : local.concurrency

  logging_config {
    log_group             = aws_cloudwatch_log_group.function.name
    log_format            = "JSON"
    application_log_level = var.log_level
    system_log_level      = "INFO"
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  dynamic "vpc_config" {
    for_each = var.vpc == null ? [] : [var.vpc]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "environment" {
    for_each = length(local.environment) == 0 ? [] : [local.environment]

    content {
      variables = environment.value
    }
  }

  tags = var.tags

  # Without its permissions a first run would only fail.
  depends_on = [aws_iam_role_policy.function]

  lifecycle {
    precondition {
      condition     = length([for given in [var.package != null, var.package_s3 != null, var.image_uri != null] : given if given]) == 1
      error_message = "Give package, the path of a release's zip or of the bootstrap.zip that scripts/package makes, or package_s3, or image_uri, and only one of them."
    }

    precondition {
      condition     = var.package_sha256 == null || (var.package != null && try(filesha256(var.package), "") == var.package_sha256)
      error_message = "The file that package names does not have the checksum package_sha256, or package is not given. Download it again, and compare with SHA256SUMS of the same release."
    }

    precondition {
      condition     = length([for each in [var.policy, var.policy_parameter, var.policy_object] : each if each != null]) <= 1
      error_message = "Give one of policy, policy_parameter and policy_object, and no more: there is one policy."
    }

    precondition {
      condition     = var.policy_kms_key_arn == null || var.policy_parameter != null || var.policy_object != null
      error_message = "policy_kms_key_arn is the key of a parameter or an object: give policy_parameter or policy_object, too, or leave it out."
    }

    precondition {
      condition     = var.image_uri == null || length(var.layer_arns) == 0
      error_message = "A function from an image has no layers: leave layer_arns out, and put what they hold into the image."
    }

    precondition {
      condition     = var.ca_bundle == null || var.image_uri != null || length(var.layer_arns) > 0 || !startswith(coalesce(var.ca_bundle, "-"), "/opt/")
      error_message = "ca_bundle is in /opt/, where the function has nothing without a layer: give layer_arns, too."
    }

    precondition {
      condition     = var.no_proxy == null || var.https_proxy != null
      error_message = "no_proxy says what is called without https_proxy: give https_proxy, too, or leave it out."
    }

    precondition {
      condition     = var.target_organization_id != null || !anytrue([for arn in var.target_role_arns : strcontains(arn, ":iam::*:")])
      error_message = "A pattern of target_role_arns with * for the account needs target_organization_id: without it the function could assume such a role in any account that lets it."
    }

    precondition {
      condition     = var.target_organization_id == null || length(var.target_role_arns) > 0
      error_message = "target_organization_id is the organization of the roles in target_role_arns: give these, too, or leave it out."
    }

    precondition {
      condition     = !var.require_approval || var.reports != null
      error_message = "require_approval needs reports, the bucket in which plans are approved."
    }
  }
}

# What becomes of runs that nobody waits for: those of the schedule and of pushes.
resource "aws_lambda_function_event_invoke_config" "cleanup" {
  function_name = aws_lambda_function.cleanup.function_name
  # A run that failed may have deleted all that one may, and the next run goes on. Lambda repeats throttled ones anyway.
  maximum_retry_attempts = 0

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }

  # Lambda checks, when it is told a destination, that the function may write to it.
  depends_on = [aws_iam_role_policy.function]
}

# Events whose run failed, and those that the schedule could not deliver.
resource "aws_sqs_queue" "failures" {
  name                      = "${var.name}-failures"
  message_retention_seconds = 14 * 86400
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  kms_master_key_id         = var.kms_key_arn
  tags                      = var.tags
}
