# Which policies are ECR's own. The samples in policies/ are held against this module, too, by
# Tests/Integration/deployment/test_terraform.py.

mock_provider "aws" {}

variables {
  repositories = ["team-a/app", "team-b/worker"]

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Untagged images go after two weeks"
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 14 }
      action       = { type = "expire" }
    }]
  })
}

run "policy_that_ecr_takes" {
  assert {
    condition     = toset(output.repositories) == var.repositories
    error_message = "Each repository gets the policy."
  }
}

run "policy_that_archives" {
  command = plan

  variables {
    policy = jsonencode({
      rules = [{
        rulePriority = 1
        description  = "What nobody has pulled for 90 days is archived"
        selection    = { tagStatus = "any", countType = "sinceImagePulled", countUnit = "days", countNumber = 90 }
        action       = { type = "transition", targetStorageClass = "archive" }
      }]
    })
  }
}

run "policy_of_several_policies" {
  command = plan

  variables {
    policy = jsonencode({
      policies = [{
        name         = "default"
        repositories = ["*"]
        rules        = [{ rulePriority = 1, selection = { tagStatus = "any" }, action = { type = "expire" } }]
      }]
    })
  }

  expect_failures = [var.policy]
}

run "selection_with_a_key_of_the_functions" {
  command = plan

  variables {
    policy = jsonencode({
      rules = [{
        rulePriority = 1
        description  = "Old images go, but for the newest ten"
        selection    = { tagStatus = "any", countType = "sinceImagePushed", countUnit = "days", countNumber = 30, keepNewest = 10 }
        action       = { type = "expire" }
      }]
    })
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
  }

  expect_failures = [var.repositories]
}
