# docs/MONITORING.md says what to do on each. alarms.json has them as template.yaml does: scripts/lib/observability writes it.

locals {
  # An alarm that is not named here is there always.
  alarm_is_needed = {
    no-run              = var.schedule_enabled && var.alarm_periods > 0
    images-deleted      = var.images_deleted_alarm_threshold > 0
    executions-failed   = local.fans_out
    reports-not-written = local.writes_reports
  }

  alarms = {
    for name, alarm in jsondecode(file("${path.module}/alarms.json")) : name => alarm
    if lookup(local.alarm_is_needed, name, true) && try(var.alarms[name].enabled, true)
  }

  alarm_dimensions = {
    function          = aws_lambda_function.cleanup.function_name
    queue             = aws_sqs_queue.failures.name
    state_machine_arn = one(aws_sfn_state_machine.fan_out[*].arn)
  }

  alarm_actions = local.notifies ? [local.topic_arn] : []

  # CloudWatch looks back a week at most, and a day where periods are shorter than an hour.
  longest_look_back = var.alarm_period_seconds < 3600 ? 86400 : 7 * 86400
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold == null ? var.images_deleted_alarm_threshold : each.value.threshold
  evaluation_periods  = each.value.evaluation_periods == null ? var.alarm_periods : each.value.evaluation_periods
  datapoints_to_alarm = each.value.datapoints_to_alarm
  treat_missing_data  = each.value.missing_data
  alarm_actions       = try(var.alarms[each.key].topic_arn, null) == null ? local.alarm_actions : [var.alarms[each.key].topic_arn]
  ok_actions          = try(var.alarms[each.key].topic_arn, null) == null ? local.alarm_actions : [var.alarms[each.key].topic_arn]
  tags                = var.tags

  # An alarm looks at a metric as it is, or at what an expression makes of it.
  namespace   = each.value.expression == null ? each.value.namespace : null
  metric_name = each.value.expression == null ? each.value.metric : null
  dimensions  = each.value.expression == null ? { for name, value in each.value.dimensions : name => local.alarm_dimensions[value] } : null
  statistic   = each.value.expression == null ? each.value.statistic : null
  period      = each.value.expression == null ? each.value.period : null

  # Whether runs end, however they went: what failed or was blocked has alarms of its own. With fan-out the state machine counts.
  dynamic "metric_query" {
    for_each = each.value.expression == null ? [] : [each.value]

    content {
      id = "ended"

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = local.fans_out ? { StateMachine = local.state_machine_name } : { FunctionName = aws_lambda_function.cleanup.function_name, Trigger = "schedule" }
        stat        = metric_query.value.statistic
        period      = var.alarm_period_seconds
      }
    }
  }

  # A period without a run is 0, but only after a first one: a new deployment has missed none.
  dynamic "metric_query" {
    for_each = each.value.expression == null ? [] : [each.value]

    content {
      id          = "runs"
      label       = "Runs that ended"
      expression  = metric_query.value.expression
      return_data = true
    }
  }

  lifecycle {
    precondition {
      condition     = each.key != "no-run" || var.alarm_period_seconds * var.alarm_periods <= local.longest_look_back
      error_message = "alarm_periods × alarm_period_seconds is longer than CloudWatch looks back: at most 604800 seconds (a week), and 86400 where alarm_period_seconds is under 3600. Lower alarm_periods."
    }
  }
}

# The alarms were resources of their own once. An alarm that is made anew under its name could be deleted with the old one.
moved {
  from = aws_cloudwatch_metric_alarm.errors
  to   = aws_cloudwatch_metric_alarm.alarm["errors"]
}

moved {
  from = aws_cloudwatch_metric_alarm.images_failed
  to   = aws_cloudwatch_metric_alarm.alarm["images-failed"]
}

moved {
  from = aws_cloudwatch_metric_alarm.counting["repositories-failed"]
  to   = aws_cloudwatch_metric_alarm.alarm["repositories-failed"]
}

moved {
  from = aws_cloudwatch_metric_alarm.counting["repositories-blocked"]
  to   = aws_cloudwatch_metric_alarm.alarm["repositories-blocked"]
}

moved {
  from = aws_cloudwatch_metric_alarm.counting["repositories-incomplete"]
  to   = aws_cloudwatch_metric_alarm.alarm["repositories-incomplete"]
}

moved {
  from = aws_cloudwatch_metric_alarm.counting["images-missing"]
  to   = aws_cloudwatch_metric_alarm.alarm["images-missing"]
}

moved {
  from = aws_cloudwatch_metric_alarm.no_run[0]
  to   = aws_cloudwatch_metric_alarm.alarm["no-run"]
}

moved {
  from = aws_cloudwatch_metric_alarm.failures_queued
  to   = aws_cloudwatch_metric_alarm.alarm["failures-queued"]
}

moved {
  from = aws_cloudwatch_metric_alarm.executions_failed[0]
  to   = aws_cloudwatch_metric_alarm.alarm["executions-failed"]
}
