output "statements" {
  description = "The statements of a role's policy."
  value       = local.statements
}
