variable "hub_role_arn" {
  description = "ARN of the role of the hub's function: its output role_arn. The role must be there first."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", var.hub_role_arn))
    error_message = "hub_role_arn must be the ARN of one role, such as arn:aws:iam::111111111111:role/ecr-cleanup-eu-west-1."
  }
}

variable "external_id" {
  description = "The externalId of the policy's targets, which the hub must say. Give this or organization_id, or both."
  type        = string
  default     = null

  validation {
    condition     = var.external_id == null ? true : can(regex("^[\\w+=,.@:/-]+$", var.external_id)) && length(var.external_id) >= 2 && length(var.external_id) <= 1224
    error_message = "external_id must have 2 to 1224 letters, digits and characters of _+=,.@:/-: STS takes no other."
  }
}

variable "organization_id" {
  description = "Id of the organization that the hub must belong to."
  type        = string
  default     = null

  validation {
    condition     = var.organization_id == null ? true : can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "organization_id must be the id of an organization, such as o-a1b2c3d4e5: aws organizations describe-organization says it."
  }
}

variable "role_name" {
  description = "Name of the role: the roleName of the policy's targets, and so the same in each account."
  type        = string
  default     = "ecr-cleanup-member"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name must have 1 to 64 letters, digits and characters of _+=,.@-, and no path: that is role_path."
  }
}

variable "role_path" {
  description = "Path of the role. The policy's roleName begins with it unless it is /."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with a slash, such as /operations/."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role's permissions, where the account asks for one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[a-z-]+:iam::[^:]*:policy/", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, such as arn:aws:iam::222222222222:policy/boundary."
  }
}

variable "dry_run" {
  description = "Whether the role only reads. Only false lets the hub delete here, and the hub's own dry_run must be false, too."
  type        = bool
  default     = true
  nullable    = false
}

variable "allow_archive" {
  description = "Allow archiving, where a rule has the action transition. It takes dry_run = false, too."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletable_repositories" {
  description = "Names of the repositories whose images may be deleted or archived, or patterns with *."
  type        = list(string)
  default     = ["*"]
  nullable    = false

  validation {
    condition     = length(var.deletable_repositories) > 0 && alltrue([for name in var.deletable_repositories : can(regex("^[a-z0-9*][a-z0-9._/*-]{0,255}$", name))])
    error_message = "deletable_repositories must hold at least one name, or a pattern with *, such as team-a/*. For no deletion leave dry_run = true."
  }
}

variable "undeletable_repositories" {
  description = "Names of the repositories whose images may never be deleted or archived, or patterns with *. They go before deletable_repositories."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.undeletable_repositories : can(regex("^[a-z0-9*][a-z0-9._/*-]{0,255}$", name))])
    error_message = "undeletable_repositories must hold names, or patterns with *, such as production/*."
  }
}

variable "usage_sources" {
  description = "The sources of usage that the hub may ask here. With \"eks\", each cluster needs an access entry for this role."
  type        = set(string)
  default     = ["ecs", "lambda", "schedules"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.usage_sources, keys(jsondecode(file("${path.module}/../../usage-sources.json"))))) == 0
    error_message = "usage_sources may hold ${join(", ", keys(jsondecode(file("${path.module}/../../usage-sources.json"))))}."
  }
}

variable "read_repository_tags" {
  description = "Allow reading the tags of repositories, for repositoryTag and repositoryTagMatches."
  type        = bool
  default     = false
  nullable    = false
}

variable "looks_at_pull_times" {
  description = "Whether the policy looks at pull times, or exact bytes are wanted."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
  nullable    = false
}
