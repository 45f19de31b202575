output "role_arn" {
  description = "ARN of the role: for the hub's target_role_arns, and what ECR is to leave out of pull times."
  value       = aws_iam_role.member.arn
}
