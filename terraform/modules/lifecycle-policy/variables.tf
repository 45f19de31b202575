variable "repositories" {
  description = "Names of the repositories that get the policy. They are there already; a policy that one of them has is replaced."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.repositories : can(regex("^[a-z0-9][a-z0-9._/-]{1,255}$", name))])
    error_message = "repositories must hold names, such as team-a/app: no patterns and no URIs. ECR's own policies are set for one repository at a time."
  }
}

variable "policy" {
  description = "A lifecycle policy in ECR's own grammar, as JSON text, such as file(\"policies/untagged.json\")."
  type        = string

  validation {
    condition     = can(length(jsondecode(var.policy).rules)) && try(keys(jsondecode(var.policy)) == ["rules"], false)
    error_message = "policy must be JSON with \"rules\" and nothing else. ECR itself has no policies, protect, limits or targets: for these take the function."
  }

  validation {
    condition     = length(var.policy) >= 100 && length(var.policy) <= 30720 && try(length(jsondecode(var.policy).rules), 0) <= 50
    error_message = "policy must have from 100 to 30720 characters and at most 50 rules: ECR takes no other."
  }

  validation {
    condition = alltrue(flatten([
      for rule in try(jsondecode(var.policy).rules, []) : [
        for key in try(keys(rule.selection), []) :
        contains(["tagStatus", "tagPrefixList", "tagPatternList", "storageClass", "countType", "countUnit", "countNumber"], key)
      ]
    ]))
    error_message = "policy has a selection with a key that ECR itself does not know, such as keepNewest, notPulledForDays, tagMatch, allTagsMatch, groupBy, sortBy or excludeTagPatternList. Leave it out, or take the function."
  }

  validation {
    condition = alltrue([
      for rule in try(jsondecode(var.policy).rules, []) :
      !(try(rule.selection.countType, "") == "sinceImagePulled" && try(rule.action.type, "") == "expire")
    ])
    error_message = "policy deletes by the last pull: ECR itself only archives by it. Let the action be transition, or take the function."
  }
}
