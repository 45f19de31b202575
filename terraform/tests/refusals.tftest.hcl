# What is refused before anything is called.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  # Any file does: nothing is uploaded.
  package = "versions.tf"
}

run "mistakes_in_variables" {
  command = plan

  variables {
    name                   = "a-name-that-has-more-than-32-letters"
    package                = "nowhere/bootstrap.zip"
    image_uri              = "public.ecr.aws/lambda/provided:al2023"
    architecture           = "amd64"
    memory_size            = 64
    timeout                = 901
    reserved_concurrency   = -1
    log_level              = "WARN"
    log_retention_days     = 31
    permissions_boundary   = "arn:aws:iam::123456789012:role/boundary"
    https_proxy            = "proxy.example.com"
    no_proxy               = "a, b"
    ca_bundle              = "ca.pem"
    layer_arns             = ["arn:aws:lambda:eu-west-1:123456789012:layer:certificates"]
    vpc                    = { subnet_ids = [], security_group_ids = ["sg-1"] }
    function_role_arn      = "ecr-cleanup"
    role_path              = "operations/"
    kms_key_arn            = "alias/own"
    policy                 = "policies/untagged.json"
    policy_parameter       = "ssm:/ecr-cleanup/policy"
    policy_object          = "s3://my-bucket/policy.json"
    policy_kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:alias/policy"
    image_list_arns        = ["arn:aws:s3:::my-bucket/*"]
    target_role_arns       = ["arn:aws:iam::222222222222:role/*"]
    schedule_expression    = "0 3 * * *"
    schedule_timezone      = ""
    schedule_input         = jsonencode({ dryrun = true })
    fan_out                = { batch_size = 0 }
    reports                = { bucket = "s3://my-reports" }
    notification_email     = "operations"
    notification_topic_arn = "operations"
    alarm_period_seconds   = 90
    alarm_periods          = -1
    alarms                 = { no_run = { enabled = false } }

    deletable_repositories   = []
    undeletable_repositories = ["team-a/app:latest"]
    target_organization_id   = "a1b2c3d4e5"

    images_deleted_alarm_threshold = -1
  }

  expect_failures = [
    var.name, var.package, var.image_uri, var.https_proxy, var.no_proxy, var.ca_bundle, var.layer_arns, var.vpc,
    var.function_role_arn, var.role_path, var.kms_key_arn, var.architecture, var.memory_size, var.timeout, var.reserved_concurrency, var.log_level,
    var.log_retention_days, var.permissions_boundary, var.policy, var.policy_parameter, var.policy_object,
    var.policy_kms_key_arn, var.image_list_arns, var.deletable_repositories, var.undeletable_repositories,
    var.target_role_arns, var.target_organization_id, var.schedule_expression, var.schedule_timezone, var.schedule_input, var.fan_out,
    var.reports, var.notification_email, var.notification_topic_arn, var.alarm_period_seconds, var.alarm_periods,
    var.alarms, var.images_deleted_alarm_threshold,
  ]
}

run "other_mistakes_in_variables" {
  command = plan

  variables {
    policy           = ""
    policy_parameter = "/ecr-cleanup/*"
    policy_object    = "my-bucket/*"
    schedule_input   = "true"
    fan_out          = { concurrency = 101 }
    reports          = { bucket = "my-reports", prefix = "reports/*" }
    alarms           = { no-run = { topic_arn = "on-call" } }
  }

  expect_failures = [var.policy, var.policy_parameter, var.policy_object, var.schedule_input, var.fan_out, var.reports, var.alarms]
}

run "policy_that_is_no_object_and_failures_beyond_all" {
  command = plan

  variables {
    policy  = "[]"
    fan_out = { tolerated_failure_percentage = 101 }
    reports = { bucket = "my-reports", bucket_owner = "me" }
  }

  expect_failures = [var.policy, var.fan_out, var.reports]
}

run "policy_too_long_for_a_variable_and_results_that_nobody_can_read" {
  command = plan

  variables {
    policy  = jsonencode({ rules = [for number in range(200) : { rulePriority = number }] })
    fan_out = { result_retention_days = 0, log_level = "WARN" }
    reports = { bucket = "my-reports", kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/reports" }
  }

  expect_failures = [var.policy, var.fan_out, var.reports]
}

run "no_package" {
  command = plan

  variables {
    package = null
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "two_packages" {
  command = plan

  variables {
    package_s3 = { bucket = "packages", key = "bootstrap.zip" }
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "package_and_image" {
  command = plan

  variables {
    image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-cleanup:0.1.0"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "image_with_a_layer" {
  command = plan

  variables {
    package    = null
    image_uri  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-cleanup:0.1.0"
    layer_arns = ["arn:aws:lambda:eu-west-1:123456789012:layer:certificates:3"]
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "certificates_of_no_layer" {
  command = plan

  variables {
    ca_bundle = "/opt/ca.pem"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "exceptions_of_no_proxy" {
  command = plan

  variables {
    no_proxy = ".example.com"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "package_of_another_checksum" {
  command = plan

  variables {
    package_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "checksum_without_a_package" {
  command = plan

  variables {
    package        = null
    package_s3     = { bucket = "packages", key = "bootstrap.zip" }
    package_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "checksums_in_the_other_form" {
  command = plan

  variables {
    package_sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    package_s3     = { bucket = "packages", key = "bootstrap.zip", source_code_hash = "e3b0c44298fc1c149afbf4c8996fb924" }
  }

  expect_failures = [var.package_sha256, var.package_s3]
}

run "two_policies" {
  command = plan

  variables {
    policy           = "{}"
    policy_parameter = "/ecr-cleanup/policy"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "policy_in_two_places" {
  command = plan

  variables {
    policy_parameter = "/ecr-cleanup/policy"
    policy_object    = "my-bucket/policy.json"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "key_without_a_parameter" {
  command = plan

  variables {
    policy_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-0000-4000-8000-1234567890ab"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "roles_of_any_account" {
  command = plan

  variables {
    target_role_arns = ["arn:aws:iam::222222222222:role/ecr-cleanup", "arn:aws:iam::*:role/ecr-cleanup-member"]
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "organization_of_no_roles" {
  command = plan

  variables {
    target_organization_id = "o-a1b2c3d4e5"
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "roles_of_part_of_an_account" {
  command = plan

  variables {
    target_role_arns = ["arn:aws:iam::2222*:role/ecr-cleanup"]
  }

  expect_failures = [var.target_role_arns]
}

run "approval_without_a_bucket" {
  command = plan

  variables {
    require_approval = true
  }

  expect_failures = [aws_lambda_function.cleanup]
}

run "alarm_that_looks_back_over_a_week" {
  command = plan

  variables {
    alarm_periods = 8
  }

  expect_failures = [aws_cloudwatch_metric_alarm.alarm]
}

run "alarm_of_minutes_that_looks_back_over_a_day" {
  command = plan

  variables {
    alarm_period_seconds = 1800
    alarm_periods        = 49
  }

  expect_failures = [aws_cloudwatch_metric_alarm.alarm]
}
