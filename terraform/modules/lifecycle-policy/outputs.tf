output "repositories" {
  description = "Names of the repositories that have the policy."
  value       = [for policy in aws_ecr_lifecycle_policy.this : policy.repository]
}
