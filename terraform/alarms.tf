# docs/OPERATIONS.md says what to do on each.

locals {
  alarm_actions = local.notifies ? [local.topic_arn] : []

  # CloudWatch looks back a week at most, and a day where periods are shorter than an hour.
  longest_look_back = var.alarm_period_seconds < 3600 ? 86400 : 7 * 86400
}

# With fan-out, too: an execution succeeds though some of its invocations fail.
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${var.name}-errors"
  alarm_description   = "A run of ${var.name} failed: nothing could be done, its event was refused, or it was cut. Its log says why."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.cleanup.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # Lambda dates an error back to the invocation's start, which may be a quarter of an hour ago.
  period              = 300
  evaluation_periods  = 4
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "images_failed" {
  alarm_name          = "${var.name}-images-failed"
  alarm_description   = "ECR refused to delete images that ${var.name} had selected. The failures in the summary say which, and why."
  namespace           = "ecr-cleanup"
  metric_name         = "ImagesFailed"
  dimensions          = { FunctionName = aws_lambda_function.cleanup.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # It looks back as far as that on errors.
  period              = 300
  evaluation_periods  = 4
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  tags                = var.tags
}

locals {
  # What needs somebody's attention, by the metric that counts it.
  counting_alarms = {
    repositories-failed     = { metric = "RepositoriesFailed", description = "${var.name} could not clean a repository, or not list a registry. The summary says why." }
    repositories-blocked    = { metric = "RepositoriesBlocked", description = "A limit, or a use that can't be read, keeps ${var.name} from a repository. The summary says which." }
    repositories-incomplete = { metric = "RepositoriesIncomplete", description = "A run of ${var.name} had too little time for all repositories. The next one goes on." }
    images-missing          = { metric = "ImagesInUseMissing", description = "Workloads use images that are gone from the registry. The summary of ${var.name} names them in inUse.missing." }
  }
}

resource "aws_cloudwatch_metric_alarm" "counting" {
  for_each = local.counting_alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "ecr-cleanup"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.cleanup.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  # It looks back as far as that on errors.
  period              = 300
  evaluation_periods  = 4
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  tags                = var.tags
}

# Whether runs end, however they went: what failed or was blocked has alarms of its own. With fan-out the state machine counts.
resource "aws_cloudwatch_metric_alarm" "no_run" {
  count = var.schedule_enabled && var.alarm_periods > 0 ? 1 : 0

  alarm_name          = "${var.name}-no-run"
  alarm_description   = "No scheduled run of ${var.name} ended in ${var.alarm_periods} × ${var.alarm_period_seconds} seconds."
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = var.alarm_periods
  # Neither before the first run, nor once the last one is out of sight: then the alarm stays as it is.
  treat_missing_data = "ignore"
  alarm_actions      = local.alarm_actions
  tags               = var.tags

  metric_query {
    id = "ended"

    metric {
      namespace   = "ecr-cleanup"
      metric_name = "RunsEnded"
      dimensions  = local.fans_out ? { StateMachine = local.state_machine_name } : { FunctionName = aws_lambda_function.cleanup.function_name, Trigger = "schedule" }
      stat        = "Sum"
      period      = var.alarm_period_seconds
    }
  }

  # A period without a run is 0, but only after a first one: a new deployment has missed none.
  metric_query {
    id          = "runs"
    label       = "Runs that ended"
    expression  = "IF(FILL(ended, REPEAT) > 0, FILL(ended, 0))"
    return_data = true
  }

  lifecycle {
    precondition {
      condition     = var.alarm_period_seconds * var.alarm_periods <= local.longest_look_back
      error_message = "alarm_periods × alarm_period_seconds is longer than CloudWatch looks back: at most 604800 seconds (a week), and 86400 where alarm_period_seconds is under 3600. Lower alarm_periods."
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "failures_queued" {
  alarm_name          = "${var.name}-failures-queued"
  alarm_description   = "Events of ${var.name} that were not handled are in the queue of failures. Each says what became of it."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.failures.name }
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "executions_failed" {
  count = local.fans_out ? 1 : 0

  alarm_name          = "${var.name}-executions-failed"
  alarm_description   = "An execution of ${var.name}'s state machine failed. Its history says in which state, and why."
  namespace           = "AWS/States"
  metric_name         = "ExecutionsFailed"
  dimensions          = { StateMachineArn = aws_sfn_state_machine.fan_out[0].arn }
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  tags                = var.tags
}
