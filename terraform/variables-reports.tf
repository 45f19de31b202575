# Where reports are kept, and whether a person approves what goes.

variable "reports" {
  description = "Your bucket of S3, in the function's region, that every run writes its summary, its plan and its HTML report to. Null: none."
  type = object({
    bucket       = string
    prefix       = optional(string, "ecr-cleanup")
    bucket_owner = optional(string)
    kms_key_arn  = optional(string)
  })
  default = null

  validation {
    condition     = var.reports == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.reports.bucket))
    error_message = "reports.bucket must be the name of a bucket: without \"s3://\" before it, and no ARN."
  }

  validation {
    condition     = var.reports == null ? true : can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", var.reports.prefix)) && try(length(var.reports.prefix) <= 200, false)
    error_message = "reports.prefix must have words of letters, digits, _, . and -, with a slash between two of them, and 200 characters at most."
  }

  validation {
    condition     = try(var.reports.bucket_owner, null) == null ? true : can(regex("^[0-9]{12}$", var.reports.bucket_owner))
    error_message = "reports.bucket_owner must be the 12 digits of an account. Leave it out for the account of the function."
  }

  validation {
    condition     = try(var.reports.kms_key_arn, null) == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", var.reports.kms_key_arn))
    error_message = "reports.kms_key_arn must be the ARN of a key, such as arn:aws:kms:eu-west-1:123456789012:key/…: an alias gives no permission."
  }
}

variable "require_approval" {
  description = "Whether a run deletes only what an approved plan names. A run without one is dry, and writes the plan that a person may approve. It needs reports."
  type        = bool
  default     = false
  nullable    = false
}
