locals {
  # Overrides stand in the `detail` of a scheduled event. As an event of their own they would make the run a manual one, which
  # the alarm about scheduled runs does not count.
  schedule_event = {
    version     = "0"
    id          = "<aws.scheduler.execution-id>"
    detail-type = "Scheduled Event"
    source      = "aws.scheduler"
    account     = local.account
    time        = "<aws.scheduler.scheduled-time>"
    region      = local.region
    detail      = try(jsondecode(var.schedule_input), {})
  }

  # Scheduler puts the time and the id in their places only where the angle brackets are not escaped.
  schedule_input = replace(replace(jsonencode(local.schedule_event), "\\u003c", "<"), "\\u003e", ">")
}

resource "aws_scheduler_schedule" "cleanup" {
  # checkov:skip=CKV_AWS_297: Its input is overrides alone.

  name                         = var.name
  description                  = "Starts ${var.name}"
  schedule_expression          = var.schedule_expression
  schedule_expression_timezone = var.schedule_timezone
  state                        = var.schedule_enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = local.fans_out ? one(aws_sfn_state_machine.fan_out[*].arn) : aws_lambda_function.cleanup.arn
    role_arn = aws_iam_role.schedule.arn
    input    = var.schedule_input == null ? null : local.schedule_input

    dead_letter_config {
      arn = aws_sqs_queue.failures.arn
    }

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 3
    }
  }

  # Scheduler checks that it may do what it is told.
  depends_on = [aws_iam_role_policy.schedule]
}

resource "aws_iam_role" "schedule" {
  name                 = "${local.role_name}-schedule"
  path                 = var.role_path
  description          = "Lets EventBridge Scheduler start ${var.name}"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      # Scheduler names itself by the schedule's group, and not by the schedule.
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account
          "aws:SourceArn"     = "arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule-group/default"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "schedule" {
  name = "start"
  role = aws_iam_role.schedule.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = local.fans_out ? "StartFanOut" : "InvokeFunction"
        Effect   = "Allow"
        Action   = local.fans_out ? ["states:StartExecution"] : ["lambda:InvokeFunction"]
        Resource = local.fans_out ? one(aws_sfn_state_machine.fan_out[*].arn) : aws_lambda_function.cleanup.arn
      },
      local.send_failures,
    ], local.use_key_statements)
  })
}
