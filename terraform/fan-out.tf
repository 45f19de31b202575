# The state machine that spreads a scheduled run over several invocations, and what only it needs.

locals {
  state_machine_name = "${var.name}-fan-out"
  state_machine_arn  = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:${local.state_machine_name}"
  executions         = "arn:${local.partition}:states:${local.region}:${local.account}:execution:${local.state_machine_name}"
}

resource "aws_sfn_state_machine" "fan_out" {
  # checkov:skip=CKV_AWS_284: tracing switches it on.
  # checkov:skip=CKV_AWS_285: fan_out.log_level switches it on.

  count = local.fans_out ? 1 : 0

  name     = local.state_machine_name
  role_arn = aws_iam_role.fan_out[0].arn
  tags     = var.tags

  definition = templatefile("${path.module}/fan-out.asl.json", {
    Partition                  = local.partition
    FunctionArn                = aws_lambda_function.cleanup.arn
    BatchSize                  = var.fan_out.batch_size
    MaxConcurrency             = var.fan_out.concurrency
    ToleratedFailurePercentage = var.fan_out.tolerated_failure_percentage
    ResultBucket               = aws_s3_bucket.results[0].bucket
    TopicArn                   = local.notifies ? local.topic_arn : ""
    NotifyOn                   = var.notify_on
    NotifyFormat               = var.notify_format
  })

  # Input and output are not logged: they hold the answers about all repositories.
  logging_configuration {
    level                  = var.fan_out.log_level
    include_execution_data = false
    log_destination        = local.logs_fan_out ? "${aws_cloudwatch_log_group.fan_out[0].arn}:*" : null
  }

  tracing_configuration {
    enabled = var.tracing
  }

  # Step Functions checks that it may do what it is told.
  depends_on = [aws_iam_role_policy.fan_out]
}

resource "aws_iam_role" "fan_out" {
  count = local.fans_out ? 1 : 0

  name                 = "${local.role_name}-fan-out"
  path                 = var.role_path
  description          = "What the state machine of ${var.name} may do"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "states.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "fan_out" {
  count = local.fans_out ? 1 : 0

  name = "fan-out"
  role = aws_iam_role.fan_out[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "InvokeFunction"
          Effect   = "Allow"
          Action   = ["lambda:InvokeFunction"]
          Resource = aws_lambda_function.cleanup.arn
        },
        # A Distributed Map runs each batch as an execution of the same state machine. The ARNs are put together here, since
        # the role is there before the state machine.
        {
          Sid      = "StartBatches"
          Effect   = "Allow"
          Action   = ["states:StartExecution"]
          Resource = local.state_machine_arn
        },
        {
          Sid      = "FollowBatches"
          Effect   = "Allow"
          Action   = ["states:DescribeExecution", "states:StopExecution"]
          Resource = ["${local.executions}:*", "${local.executions}/*"]
        },
        {
          Sid      = "ReadBatches"
          Effect   = "Allow"
          Action   = ["s3:GetObject"]
          Resource = "${aws_s3_bucket.results[0].arn}/*/items.json"
        },
        {
          Sid      = "WriteFailures"
          Effect   = "Allow"
          Action   = ["s3:PutObject"]
          Resource = local.results_of_failures
        },
        {
          Sid       = "CountRuns"
          Effect    = "Allow"
          Action    = ["cloudwatch:PutMetricData"]
          Resource  = "*"
          Condition = { StringEquals = { "cloudwatch:namespace" = "ecr-cleanup" } }
        },
      ],
      local.notifies ? [{
        Sid      = "SendSummaries"
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = local.topic_arn
      }] : [],
      local.use_key_statements,
      local.fan_out_log_statements,
      local.fan_out_trace_statements,
    )
  })
}
