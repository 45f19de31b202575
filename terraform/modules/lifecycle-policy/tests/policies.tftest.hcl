# Which policies are ECR's own. The paths go from the module's folder.

mock_provider "aws" {}

variables {
  repositories = ["team-a/app", "team-b/worker"]
}

run "policy_that_ecr_takes" {
  variables {
    policy = file("../../../policies/untagged.json")
  }

  assert {
    condition     = toset(output.repositories) == var.repositories
    error_message = "Each repository gets the policy."
  }
}

run "policy_that_archives" {
  command = plan

  variables {
    policy = file("../../../policies/archive.json")
  }
}

run "policy_of_several_policies" {
  command = plan

  variables {
    policy = file("../../../policies/per-team.json")
  }

  expect_failures = [var.policy]
}

run "selection_with_a_key_of_the_functions" {
  command = plan

  variables {
    policy = file("../../../policies/age-and-count.json")
  }

  expect_failures = [var.policy]
}

run "deletion_by_last_pull" {
  command = plan

  variables {
    policy = jsonencode({
      rules = [{
        rulePriority = 1
        description  = "What nobody has pulled for 60 days goes"
        selection    = { tagStatus = "any", countType = "sinceImagePulled", countUnit = "days", countNumber = 60 }
        action       = { type = "expire" }
      }]
    })
  }

  expect_failures = [var.policy]
}

run "policy_too_short_for_ecr" {
  command = plan

  variables {
    policy = "{\"rules\": []}"
  }

  expect_failures = [var.policy]
}

run "pattern_for_a_repository" {
  command = plan

  variables {
    repositories = ["team-a/*"]
    policy       = file("../../../policies/untagged.json")
  }

  expect_failures = [var.repositories]
}
