# What is cleaned, by which policy, and what the function is allowed for it.

variable "dry_run" {
  description = "Whether runs only say what they would delete. Only false lets the function delete, and allows it to."
  type        = bool
  default     = true
  nullable    = false
}

variable "policy" {
  description = "The policy, as JSON text. Without this, policy_parameter and policy_object the built-in one applies: untagged images older than 15 days that neither ECS, Lambda nor a schedule uses."
  type        = string
  default     = null

  validation {
    condition     = var.policy == null ? true : can(keys(jsondecode(var.policy)))
    error_message = "policy must be a JSON object, such as file(\"policies/untagged.json\"). Leave it out, or set it to null, for the built-in policy."
  }

  validation {
    condition     = var.policy == null ? true : length(var.policy) <= 3500
    error_message = "policy is too long: all variables of a function together have at most 4 KB. Put it into a parameter of Systems Manager, and name that in policy_parameter."
  }
}

variable "policy_parameter" {
  description = "Name of the parameter of Systems Manager's Parameter Store that holds the policy, in the function's region and account. With :VERSION behind it, that version counts until another is applied."
  type        = string
  default     = null

  validation {
    condition     = var.policy_parameter == null ? true : can(regex("^/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*(:[A-Za-z0-9_.-]+)?$", var.policy_parameter))
    error_message = "policy_parameter must be the name of a parameter, such as /ecr-cleanup/policy or /ecr-cleanup/policy:3: without \"ssm:\" before it, and no ARN."
  }
}

variable "policy_object" {
  description = "The object of S3 that holds the policy, as BUCKET/KEY, in a bucket of the function's region."
  type        = string
  default     = null

  validation {
    condition     = var.policy_object == null ? true : can(regex("^[A-Za-z0-9._-]{3,255}/[^*?]+$", var.policy_object))
    error_message = "policy_object must be BUCKET/KEY without * and ?, such as my-bucket/ecr-cleanup/policy.json: without \"s3://\" before it, and no ARN."
  }
}

variable "policy_kms_key_arn" {
  description = "ARN of your KMS key that the parameter (a SecureString) or the object with the policy is encrypted with."
  type        = string
  default     = null

  validation {
    condition     = var.policy_kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", var.policy_kms_key_arn))
    error_message = "policy_kms_key_arn must be the ARN of a key, such as arn:aws:kms:eu-west-1:123456789012:key/…: an alias gives no permission."
  }
}

variable "usage_sources" {
  description = "The sources of usage that the function may ask: those that the policy has in inUse. The built-in policy asks the default ones. With \"eks\", each cluster needs an access entry for the function's role."
  type        = set(string)
  default     = ["ecs", "lambda", "schedules"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.usage_sources, keys(jsondecode(file("${path.module}/usage-sources.json"))))) == 0
    error_message = "usage_sources may hold ${join(", ", keys(jsondecode(file("${path.module}/usage-sources.json"))))}."
  }
}

variable "read_repository_tags" {
  description = "Allow reading the tags of repositories. Any policy with a repositoryTag or repositoryTagMatches needs it."
  type        = bool
  default     = false
  nullable    = false
}

variable "looks_at_pull_times" {
  description = "Whether the policy looks at pull times, or exact bytes are wanted. Then the function checks that its own reads do not count as pulls."
  type        = bool
  default     = false
  nullable    = false
}

variable "image_list_arns" {
  description = "ARNs of the objects of S3 and of the parameters that the policy's imageUrisFrom names."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.image_list_arns : can(regex("^arn:[a-z-]+:(s3:::[^/*?]+/|ssm:[^:]+:[0-9]{12}:parameter/)[^*?]+$", arn))])
    error_message = "image_list_arns must hold the ARNs of objects and parameters, each without a * or ?, such as arn:aws:s3:::my-bucket/images.txt."
  }
}

variable "allow_archive" {
  description = "Allow archiving, where a rule has the action transition. It takes dry_run = false, too."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletable_repositories" {
  description = "Names of the repositories whose images may be deleted or archived, or patterns with *, in the private and the public registry."
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

variable "clean_public_registry" {
  description = "Allow cleaning the account's public registry, where a target of the policy has \"public\": true."
  type        = bool
  default     = false
  nullable    = false
}

variable "target_role_arns" {
  description = "ARNs of the roles that the policy's targets name, and that the function may assume, or patterns with * in the name, path or account. A registry in another region needs one, too: the function's own role reaches its region alone."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.target_role_arns : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|\\*):role/[\\w+=,.@/*-]*[\\w+=,.@-][\\w+=,.@/*-]*$", arn))])
    error_message = "target_role_arns must hold the ARNs of roles, or patterns such as arn:aws:iam::*:role/ecr-cleanup-member. The account is 12 digits or *, and the name has more than a *."
  }
}

variable "target_organization_id" {
  description = "Id of the organization that the roles of target_role_arns must belong to. A pattern with * for the account needs it."
  type        = string
  default     = null

  validation {
    condition     = var.target_organization_id == null ? true : can(regex("^o-[a-z0-9]{10,32}$", var.target_organization_id))
    error_message = "target_organization_id must be the id of an organization, such as o-a1b2c3d4e5: aws organizations describe-organization says it."
  }
}
