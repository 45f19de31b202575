# The function and its package. The other variables stand in variables-*.tf, by what they are about.

variable "name" {
  description = "Name of the function, and the beginning of the names of all that belongs to it. The names of roles have the region, too."
  type        = string
  default     = "ecr-cleanup"
  nullable    = false

  # A role's name has at most 64 characters: this, the region's code of up to 22, a hyphen and "-schedule".
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,31}$", var.name))
    error_message = "name must have 1 to 32 letters, digits and hyphens, and begin with a letter or digit: the names of roles and buckets are made of it."
  }
}

variable "package" {
  description = "Path of the zip for Lambda: a release's, or bootstrap.zip as scripts/package makes it. Give this, package_s3 or image_uri."
  type        = string
  default     = null

  validation {
    condition     = var.package == null ? true : fileexists(var.package)
    error_message = "package must be the path of a file that is there. Download a release's zip or make one with scripts/package, and check where the path begins: path.module is the folder of your module."
  }
}

variable "package_sha256" {
  description = "The checksum of package, as the release's SHA256SUMS has it: any other file is refused."
  type        = string
  default     = null

  validation {
    condition     = var.package_sha256 == null ? true : can(regex("^[0-9a-f]{64}$", var.package_sha256))
    error_message = "package_sha256 must have 64 digits of 0-9 and a-f: the beginning of the zip's line in SHA256SUMS."
  }
}

variable "package_s3" {
  description = "Where the zip lies in S3, in the function's region; source_code_hash is its SHA-256 in base64, by which Terraform sees a new one."
  type = object({
    bucket           = string
    key              = string
    object_version   = optional(string)
    source_code_hash = optional(string)
  })
  default = null

  validation {
    condition     = try(var.package_s3.source_code_hash, null) == null ? true : can(regex("^[A-Za-z0-9+/]{43}=$", var.package_s3.source_code_hash))
    error_message = "package_s3.source_code_hash must be the zip's SHA-256 in base64: openssl dgst -sha256 -binary FILE | base64"
  }
}

variable "image_uri" {
  description = "URI of the function's container image, with a tag or a digest, in ECR of the function's region: a release's, or the target image of the Dockerfile. It takes the place of a zip."
  type        = string
  default     = null

  validation {
    condition     = var.image_uri == null ? true : can(regex("^[0-9]{12}\\.dkr[.-]ecr[a-z-]*\\.[a-z0-9-]+\\.[a-z.]+/[a-z0-9._/-]+(:[\\w.-]+|@sha256:[0-9a-f]{64})$", var.image_uri))
    error_message = "image_uri must be the URI of an image in a private registry of ECR, with a tag or a digest, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-cleanup@sha256:…."
  }
}

variable "architecture" {
  description = "The processor that the package was built for: arm64 or x86_64."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64: the one that the package was built for."
  }
}

variable "memory_size" {
  description = "The function's memory, in MB. Processor time comes with it."
  type        = number
  default     = 128
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number from 128 to 10240."
  }
}

variable "timeout" {
  description = "The function's timeout, in seconds. A run ends by itself before it, and its summary says what is left."
  type        = number
  default     = 900
  nullable    = false

  validation {
    condition     = var.timeout >= 30 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number from 30 to 900 seconds."
  }
}

variable "reserved_concurrency" {
  description = "How many runs there may be at once; 0 reserves nothing: runs at once do each other no harm. With fan_out any other number reserves its concurrency."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number from 0. Take 0, which reserves nothing, where the account's quota leaves nothing to reserve."
  }
}

variable "log_level" {
  description = "The lowest level of the log lines that are kept: TRACE, DEBUG or INFO."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO"], var.log_level)
    error_message = "log_level must be TRACE, DEBUG or INFO. At a higher one Lambda drops the summaries, too, and with them what the alarms go by."
  }
}

variable "log_retention_days" {
  description = "How many days the log, and the summaries in it, are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days,
    )
    error_message = "log_retention_days must be one of the numbers that CloudWatch Logs takes: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "retain_log_group" {
  description = "Whether the log group stays when the rest is destroyed: it is the record of what was deleted."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of all resources that can have some."
  type        = map(string)
  default     = {}
  nullable    = false
}
