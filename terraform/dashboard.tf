# The dashboard and the saved queries, as template.yaml has them: scripts/lib/observability writes both files.

locals {
  dashboard_text = templatefile("${path.module}/dashboard.json", {
    function          = aws_lambda_function.cleanup.function_name
    log_group         = aws_cloudwatch_log_group.function.name
    period            = var.alarm_period_seconds
    queue             = aws_sqs_queue.failures.name
    region            = local.region
    state_machine     = local.state_machine_name
    state_machine_arn = local.state_machine_arn
  })

  # CloudWatch takes periods as numbers alone.
  dashboard = jsondecode(replace(local.dashboard_text, "/\"period\": \"([0-9]+)\"/", "\"period\": $1"))
}

# The names of dashboards are those of the whole account, where the module may stand in several regions.
resource "aws_cloudwatch_dashboard" "operations" {
  count = var.dashboard ? 1 : 0

  dashboard_name = "${var.name}-${local.region}"
  dashboard_body = jsonencode(merge(
    local.dashboard.settings,
    { widgets = concat(local.dashboard.widgets, [for widget in local.dashboard.fan_out_widgets : widget if local.fans_out]) }
  ))
}

# They cost nothing until somebody runs one.
resource "aws_cloudwatch_query_definition" "saved" {
  for_each = jsondecode(file("${path.module}/queries.json"))

  name            = "${var.name}/${each.key}"
  query_string    = each.value
  log_group_names = [aws_cloudwatch_log_group.function.name]
}
