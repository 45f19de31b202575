output "function_name" {
  description = "Name of the function."
  value       = aws_lambda_function.cleanup.function_name
}

output "function_arn" {
  description = "ARN of the function."
  value       = aws_lambda_function.cleanup.arn
}

output "role_arn" {
  description = "ARN of the function's role: what target roles must trust, and what ECR is to leave out of pull times."
  value       = local.role_arn
}

output "role_policy" {
  description = "The IAM policy of the function's role, as JSON: what a role of your own needs."
  value       = local.role_policy
}

output "schedule_role_arn" {
  description = "ARN of the role by which the schedule starts runs."
  value       = aws_iam_role.schedule.arn
}

output "log_group_name" {
  description = "Name of the log group that holds the summaries."
  value       = aws_cloudwatch_log_group.function.name
}

output "failures_queue_url" {
  description = "URL of the queue that holds the events whose run failed."
  value       = aws_sqs_queue.failures.url
}

output "reports_address" {
  description = "Where the reports are, below runs/, and where plans are approved, below approved/; null without reports."
  value       = local.reports_address
}

output "approver_policy" {
  description = "The IAM policy of people who approve plans and run them, as JSON; null without reports."
  value       = local.writes_reports ? jsonencode({ Version = "2012-10-17", Statement = local.approver_statements }) : null
}

output "topic_arn" {
  description = "ARN of the topic that summaries and alarms go to; null without notifications."
  value       = local.topic_arn
}

output "state_machine_arn" {
  description = "ARN of the state machine; null without fan_out."
  value       = one(aws_sfn_state_machine.fan_out[*].arn)
}

output "results_bucket" {
  description = "Name of the bucket that holds the state machine's results; null without fan_out."
  value       = one(aws_s3_bucket.results[*].bucket)
}

output "dashboard_name" {
  description = "Name of the dashboard; null without one."
  value       = one(aws_cloudwatch_dashboard.operations[*].dashboard_name)
}
