# What the state machine logs, and what roles need for logs, traces and your own key.

locals {
  logs_fan_out = try(var.fan_out.log_level, "OFF") != "OFF"

  use_key_statements = var.kms_key_arn == null ? [] : [{
    Sid      = "UseKey"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.kms_key_arn
  }]

  # Of the state machine's role. AWS knows no narrower resources for these.
  fan_out_log_statements = local.logs_fan_out ? [{
    Sid    = "DeliverLog"
    Effect = "Allow"
    Action = [
      "logs:CreateLogDelivery",
      "logs:CreateLogStream",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutLogEvents",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    Resource = "*"
  }] : []

  fan_out_trace_statements = var.tracing ? [{
    Sid      = "SendTraces"
    Effect   = "Allow"
    Action   = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    Resource = "*"
  }] : []
}

resource "aws_cloudwatch_log_group" "fan_out" {
  # checkov:skip=CKV_AWS_338: log_retention_days says how long.

  count = local.logs_fan_out ? 1 : 0

  # By this beginning of the name the account's policy for log delivery stays short.
  name              = "/aws/vendedlogs/states/${local.state_machine_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  skip_destroy      = var.retain_log_group
  tags              = var.tags
}
