variable "region" {
  description = "The hub's region."
  type        = string
  default     = "eu-west-1"
}

variable "package" {
  description = "Path of bootstrap.zip, as scripts/package makes it."
  type        = string
  default     = "../../../bootstrap.zip"
}

variable "organization_id" {
  description = "Id of the organization that hub and members belong to."
  type        = string
  default     = "o-a1b2c3d4e5"
}

variable "dry_run" {
  description = "Whether runs only say what they would delete."
  type        = bool
  default     = true
}
