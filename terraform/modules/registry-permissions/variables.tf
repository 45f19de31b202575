# The switches are those of the modules that use this one, which describe and check them.

variable "partition" {
  description = "The partition of the registry, such as aws."
  type        = string
}

variable "account" {
  description = "The registry's account."
  type        = string
}

variable "region" {
  description = "The registry's region, or * for every region of the account."
  type        = string
}

variable "dry_run" {
  description = "Whether nothing may be deleted."
  type        = bool
}

variable "allow_archive" {
  description = "Whether images may be archived, where they may be deleted."
  type        = bool
}

variable "deletable_repositories" {
  description = "Names and patterns of the repositories whose images may be deleted."
  type        = list(string)
}

variable "undeletable_repositories" {
  description = "Names and patterns of the repositories whose images may never be deleted."
  type        = list(string)
}

variable "usage_sources" {
  description = "The sources of usage that may be asked."
  type        = set(string)
}

variable "read_repository_tags" {
  description = "Whether the tags of repositories may be read."
  type        = bool
}

variable "looks_at_pull_times" {
  description = "Allow reading ECR's pull-time exclusions."
  type        = bool
}

variable "clean_public_registry" {
  description = "Whether the account's public registry may be cleaned, too."
  type        = bool
}
