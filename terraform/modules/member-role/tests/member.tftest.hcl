# Whom the role trusts, and what it may do. That its statements are those of the hub, and what the program calls, is a test of
# its own: Tests/Integration/deployment/test_terraform_permissions.py.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "222222222222" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  # It archives nothing until dry_run is false.
  allow_archive   = true
  hub_role_arn    = "arn:aws:iam::111111111111:role/ecr-cleanup-eu-west-1"
  organization_id = "o-a1b2c3d4e5"
}

run "role_that_reads_for_a_hub_of_the_organization" {
  assert {
    condition     = aws_iam_role.member.name == "ecr-cleanup-member" && aws_iam_role.member.path == "/"
    error_message = "The name is the same in each account."
  }

  assert {
    condition = jsondecode(aws_iam_role.member.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111111111111:role/ecr-cleanup-eu-west-1" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-a1b2c3d4e5" } }
    }]
    error_message = "The role trusts the hub's role alone, and only in the organization."
  }

  assert {
    condition     = length([for each in jsondecode(aws_iam_role_policy.member.policy).Statement : each if strcontains(jsonencode(each.Action), "Delete") || strcontains(jsonencode(each.Action), "UpdateImage")]) == 0
    error_message = "The role only reads until dry_run is false."
  }
}

run "role_that_deletes_with_an_external_id" {
  variables {
    dry_run                  = false
    external_id              = "one-word"
    organization_id          = null
    role_name                = "registry-cleanup"
    role_path                = "/operations/"
    permissions_boundary     = "arn:aws:iam::222222222222:policy/boundary"
    deletable_repositories   = ["team-a/*", "scratch"]
    undeletable_repositories = ["team-a/production"]
  }

  assert {
    condition     = jsondecode(aws_iam_role.member.assume_role_policy).Statement[0].Condition == { StringEquals = { "sts:ExternalId" = "one-word" } }
    error_message = "The hub must say the external id."
  }

  assert {
    condition     = aws_iam_role.member.name == "registry-cleanup" && aws_iam_role.member.path == "/operations/" && aws_iam_role.member.permissions_boundary == var.permissions_boundary
    error_message = "Name, path and boundary are those that are given."
  }

  assert {
    condition = [for each in jsondecode(aws_iam_role_policy.member.policy).Statement : each.Resource if contains(["DeleteImages", "ArchiveImages"], each.Sid)] == [
      for action in ["delete", "archive"] : "arn:aws:ecr:*:222222222222:repository/*"
    ]
    error_message = "Images of this account are deleted and archived, in each region."
  }

  assert {
    condition     = one([for each in jsondecode(aws_iam_role_policy.member.policy).Statement : each.NotResource if each.Sid == "KeepOtherRepositories"])[0] == "arn:*:ecr:*:*:repository/team-a/*"
    error_message = "Those of other repositories than the named ones are not."
  }

  assert {
    condition     = one([for each in jsondecode(aws_iam_role_policy.member.policy).Statement : each.Effect == "Deny" && contains(each.Resource, "arn:*:ecr:*:*:repository/team-a/production") && contains(each.Action, "ecr:BatchDeleteImage") if each.Sid == "KeepRepositories"])
    error_message = "What may never be deleted is denied."
  }
}

run "both_conditions" {
  command = plan

  variables {
    external_id = "one-word"
  }

  assert {
    condition     = jsondecode(aws_iam_role.member.assume_role_policy).Statement[0].Condition.StringEquals == { "aws:PrincipalOrgID" = "o-a1b2c3d4e5", "sts:ExternalId" = "one-word" }
    error_message = "Both conditions must hold."
  }
}

run "neither_condition" {
  command = plan

  variables {
    organization_id = null
  }

  expect_failures = [aws_iam_role.member]
}

run "mistakes_in_variables" {
  command = plan

  variables {
    hub_role_arn             = "arn:aws:iam::111111111111:role/*"
    external_id              = "two words"
    organization_id          = "a1b2c3d4e5"
    role_name                = "operations/ecr-cleanup"
    role_path                = "operations"
    permissions_boundary     = "arn:aws:iam::222222222222:role/boundary"
    deletable_repositories   = []
    undeletable_repositories = ["222222222222.dkr.ecr.eu-west-1.amazonaws.com/team-a:latest"]
    usage_sources            = ["nomad"]
  }

  expect_failures = [
    var.hub_role_arn, var.external_id, var.organization_id, var.role_name, var.role_path, var.permissions_boundary,
    var.deletable_repositories, var.undeletable_repositories, var.usage_sources,
  ]
}
