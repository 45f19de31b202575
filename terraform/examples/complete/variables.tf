variable "region" {
  description = "The registry's region."
  type        = string
  default     = "eu-west-1"
}

variable "package" {
  description = "Path of bootstrap.zip, as scripts/package makes it."
  type        = string
  default     = "../../../bootstrap.zip"
}

variable "dry_run" {
  description = "Whether runs only say what they would delete."
  type        = bool
  default     = true
}
