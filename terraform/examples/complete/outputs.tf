output "ecr_cleanup" {
  description = "All outputs of the module."
  value       = module.ecr_cleanup
}

output "repositories_with_native_policy" {
  description = "Names of the repositories that ECR itself cleans."
  value       = module.lifecycle_policy.repositories
}
