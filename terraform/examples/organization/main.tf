# A hub in one account cleans the registries of others: the function there, and a role in each of these.

provider "aws" {
  region = var.region
}

# Each further account has such a pair of provider and module, in this configuration or in one of its own.
provider "aws" {
  alias  = "member"
  region = var.region

  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"
  }
}

module "hub" {
  source = "../.."

  package = var.package
  dry_run = var.dry_run

  # Its targets are the accounts and regions that are cleaned.
  policy = file("${path.module}/policy.json")

  # Any account's role of this name, but only in the organization: a new account needs no change here but in the policy.
  target_role_arns       = ["arn:aws:iam::*:role/ecr-cleanup-member"]
  target_organization_id = var.organization_id
}

module "member" {
  source = "../../modules/member-role"

  providers = { aws = aws.member }

  hub_role_arn    = module.hub.role_arn
  organization_id = var.organization_id
  dry_run         = var.dry_run

  # Whatever the hub's policy says.
  undeletable_repositories = ["production/*"]
}

output "hub_role_arn" {
  description = "ARN of the role that the members trust."
  value       = module.hub.role_arn
}

output "member_role_arn" {
  description = "ARN of the role in the member account."
  value       = module.member.role_arn
}
