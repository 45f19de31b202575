# The function with all of its defaults: a dry run each night, by the built-in policy.

variable "package" {
  description = "Path of bootstrap.zip, as scripts/package makes it."
  type        = string
  default     = "../../../bootstrap.zip"
}

module "ecr_cleanup" {
  source = "../.."

  package = var.package
}

output "function_name" {
  description = "Name of the function."
  value       = module.ecr_cleanup.function_name
}
