# What each switch brings. What comes without any is the first run's. That the role's statements are those of template.yaml,
# for each switch, is a test of its own: Tests/Integration/deployment/test_terraform_permissions.py.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name = "cleanup"
  # Any file does: nothing is uploaded.
  package = "versions.tf"
}

# A run may show several switches that have nothing to do with each other: each run takes its time.

run "defaults" {
  assert {
    condition     = length(aws_lambda_function.cleanup.environment) == 0
    error_message = "Without a setting of its own the function has no variables: it runs dry, by the built-in policy."
  }

  assert {
    condition     = aws_lambda_function.cleanup.reserved_concurrent_executions == -1
    error_message = "Nothing is reserved: an account may have too little for it."
  }

  assert {
    condition     = length([for each in local.function_statements : each if each.Effect == "Deny"]) == 0
    error_message = "Nothing is denied that nobody asked for."
  }

  assert {
    condition     = aws_lambda_function.cleanup.package_type == "Zip" && aws_lambda_function.cleanup.tracing_config[0].mode == "PassThrough" && length(aws_lambda_function.cleanup.vpc_config) == 0
    error_message = "The function is a zip's, in Lambda's own network, and traced only where its caller is."
  }

  assert {
    condition     = aws_sqs_queue.failures.sqs_managed_sse_enabled && aws_sqs_queue.failures.kms_master_key_id == null && aws_cloudwatch_log_group.function.kms_key_id == null
    error_message = "Without a key of your own, AWS's encrypt."
  }

  assert {
    condition     = length(aws_lambda_function_event_invoke_config.cleanup.destination_config[0].on_success) == 0
    error_message = "Without notifications nobody is told of successes."
  }

  assert {
    condition     = aws_scheduler_schedule.cleanup.target[0].input == null
    error_message = "Without overrides Scheduler sends its own event."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.alarm["no-run"].treat_missing_data == "ignore"
    error_message = "There is an alarm about scheduled runs that do not end, and it does not ring before the first."
  }

  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.alarm) == ["errors", "failures-queued", "images-failed", "images-missing", "no-run", "repositories-blocked", "repositories-failed", "repositories-incomplete"]
    error_message = "There is an alarm for each way in which a repository can need attention, and none about deletions or a state machine."
  }

  assert {
    condition     = length(aws_cloudwatch_dashboard.operations) == 0 && length(aws_cloudwatch_query_definition.saved) == 5
    error_message = "A dashboard may cost something; saved queries do not."
  }

  assert {
    condition     = aws_cloudwatch_query_definition.saved["Runs"].name == "cleanup/Runs" && aws_cloudwatch_query_definition.saved["Runs"].log_group_names == tolist(["/aws/lambda/cleanup"])
    error_message = "Queries are of the function's log, in a folder of its name."
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.skip_destroy
    error_message = "The log group, the record of what was deleted, outlives the rest."
  }

  assert {
    condition     = aws_iam_role.function[0].name == "cleanup-eu-west-1" && aws_iam_role.schedule.name == "cleanup-eu-west-1-schedule"
    error_message = "Roles belong to the account: those of another region have other names."
  }

  assert {
    condition     = output.topic_arn == null && output.reports_address == null && output.approver_policy == null && output.state_machine_arn == null && output.results_bucket == null
    error_message = "Outputs of what is not there are null."
  }
}

run "deletion_pushes_and_mail" {
  variables {
    dry_run            = false
    clean_on_push      = true
    notification_email = "operations@example.com"
  }

  assert {
    condition     = { for name, value in aws_lambda_function.cleanup.environment[0].variables : name => value if !startswith(name, "NOTIFY_") } == { DRY_RUN = "false" }
    error_message = "DRY_RUN is exactly false, and nothing else is set but what messages need."
  }

  assert {
    condition     = contains([for each in local.function_statements : each.Sid], "DeleteImages")
    error_message = "A function that deletes is allowed to."
  }

  assert {
    condition     = aws_cloudwatch_event_target.push[0].arn == aws_lambda_function.cleanup.arn && length(aws_lambda_permission.push) == 1
    error_message = "A push starts the function, which lets it."
  }

  assert {
    condition     = aws_lambda_function.cleanup.environment[0].variables["NOTIFY_TOPIC_ARN"] == output.topic_arn
    error_message = "Messages about runs go to the topic."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.alarm : alarm.alarm_actions == toset([output.topic_arn]) && alarm.ok_actions == alarm.alarm_actions])
    error_message = "Alarms go to the topic, and their end, too."
  }
}

run "policy_as_text_package_in_s3_and_no_schedule" {
  variables {
    policy           = <<-EOT

      {"rules": []}
    EOT
    package          = null
    schedule_enabled = false
    package_s3 = {
      bucket           = "packages"
      key              = "ecr-cleanup/bootstrap.zip"
      object_version   = "1"
      source_code_hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    }
  }

  assert {
    condition     = aws_lambda_function.cleanup.environment[0].variables == tomap({ CLEANUP_POLICY = "{\"rules\": []}" })
    error_message = "The program takes a text for a policy only where it begins with a brace."
  }

  assert {
    condition     = aws_lambda_function.cleanup.filename == null && aws_lambda_function.cleanup.s3_object_version == "1"
    error_message = "The package is taken from S3."
  }

  assert {
    condition     = aws_lambda_function.cleanup.source_code_hash == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    error_message = "A new package under the same key is seen by its hash."
  }

  assert {
    condition     = aws_scheduler_schedule.cleanup.state == "DISABLED" && !contains(keys(aws_cloudwatch_metric_alarm.alarm), "no-run")
    error_message = "Where no run is scheduled, none is missed."
  }
}

run "policy_in_an_object" {
  variables {
    policy_object = "my-bucket/ecr-cleanup/policy.json"
  }

  assert {
    condition     = aws_lambda_function.cleanup.environment[0].variables == tomap({ CLEANUP_POLICY = "s3://my-bucket/ecr-cleanup/policy.json" })
    error_message = "The function reads the object by its address."
  }

  assert {
    condition     = contains([for each in local.function_statements : each.Resource], "arn:aws:s3:::my-bucket/ecr-cleanup/policy.json")
    error_message = "The role may read the object, and no other."
  }
}

run "policy_in_a_parameter_overrides_and_a_topic" {
  variables {
    package_sha256         = filesha256("versions.tf")
    policy_parameter       = "cleanup:3"
    schedule_input         = "{\"repositories\": [\"team-<a>/*\"]}"
    notification_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
    notification_email     = "operations@example.com"
  }

  assert {
    condition     = { for name, value in aws_lambda_function.cleanup.environment[0].variables : name => value if !startswith(name, "NOTIFY_") } == { CLEANUP_POLICY = "ssm:cleanup:3" }
    error_message = "The function reads the parameter by its name, and nothing else is set but what messages need."
  }

  assert {
    condition     = contains([for each in local.function_statements : each.Resource], "arn:aws:ssm:eu-west-1:123456789012:parameter/cleanup")
    error_message = "The ARN of a parameter has a slash before the name, even where the name has none."
  }

  assert {
    condition     = jsondecode(aws_scheduler_schedule.cleanup.target[0].input).detail == { repositories = ["team-<a>/*"] }
    error_message = "Overrides stand in the detail of a scheduled event."
  }

  assert {
    condition     = strcontains(aws_scheduler_schedule.cleanup.target[0].input, "\"time\":\"<aws.scheduler.scheduled-time>\"")
    error_message = "Scheduler's keywords stand as they are."
  }

  assert {
    condition     = length(aws_sns_topic.notifications) == 0 && aws_sns_topic_subscription.email[0].topic_arn == var.notification_topic_arn
    error_message = "No topic is made where there is one; an address becomes a subscription of it."
  }
}

run "registries_of_an_organization_and_narrowed_deletion" {
  variables {
    dry_run                  = false
    allow_archive            = true
    clean_public_registry    = true
    target_role_arns         = ["arn:aws:iam::*:role/ecr-cleanup-member", "arn:aws:iam::222222222222:role/operations/ecr-cleanup-*"]
    target_organization_id   = "o-a1b2c3d4e5"
    deletable_repositories   = ["team-a/*", "scratch"]
    undeletable_repositories = ["team-a/production"]
  }

  assert {
    condition = jsonencode([for each in local.function_statements : each if each.Sid == "AssumeTargetRoles"]) == jsonencode([{
      Sid       = "AssumeTargetRoles"
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Resource  = var.target_role_arns
      Condition = { StringEquals = { "aws:ResourceOrgID" = "o-a1b2c3d4e5" } }
    }])
    error_message = "The function assumes roles that match, and only those of the organization."
  }

  assert {
    condition = jsonencode([for each in local.function_statements : each if each.Effect == "Deny"]) == jsonencode([
      {
        Sid    = "KeepOtherRepositories"
        Effect = "Deny"
        Action = ["ecr-public:BatchDeleteImage", "ecr:BatchDeleteImage", "ecr:UpdateImageStorageClass"]
        NotResource = [
          "arn:*:ecr:*:*:repository/team-a/*", "arn:*:ecr:*:*:repository/scratch",
          "arn:*:ecr-public::*:repository/team-a/*", "arn:*:ecr-public::*:repository/scratch",
        ]
      },
      {
        Sid      = "KeepRepositories"
        Effect   = "Deny"
        Action   = ["ecr-public:BatchDeleteImage", "ecr:BatchDeleteImage", "ecr:UpdateImageStorageClass"]
        Resource = ["arn:*:ecr:*:*:repository/team-a/production", "arn:*:ecr-public::*:repository/team-a/production"]
      },
    ])
    error_message = "Images go in the named repositories alone, whatever else allows it, and never in those that are to stay."
  }
}

run "narrowed_deletion_without_the_public_registry" {
  variables {
    dry_run                  = false
    deletable_repositories   = ["team-a/*"]
    undeletable_repositories = ["team-a/production"]
  }

  assert {
    condition     = jsonencode([for each in local.function_statements : each.NotResource if each.Sid == "KeepOtherRepositories"]) == jsonencode([["arn:*:ecr:*:*:repository/team-a/*"]])
    error_message = "All but the named repositories are denied, and so is all of the public registry."
  }

  assert {
    condition     = jsonencode([for each in local.function_statements : each.Resource if each.Sid == "KeepRepositories"]) == jsonencode([["arn:*:ecr:*:*:repository/team-a/production", "arn:*:ecr-public::*:repository/*"]])
    error_message = "The public registry is denied without names, which would take room in the policy."
  }
}

run "more_roles_than_a_policy_has_room_for" {
  command = plan

  variables {
    target_role_arns = [for number in range(200) : "arn:aws:iam::${format("%012d", number)}:role/ecr-cleanup-member"]
  }

  expect_failures = [aws_iam_role_policy.function]
}

run "network_proxy_certificates_and_tracing" {
  variables {
    use_fips_endpoints   = true
    https_proxy          = "http://proxy.example.com:3128"
    no_proxy             = ".example.com,169.254.170.2"
    ca_bundle            = "/opt/ca.pem"
    layer_arns           = ["arn:aws:lambda:eu-west-1:123456789012:layer:certificates:3"]
    vpc                  = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
    tracing              = true
    reserved_concurrency = 2
  }

  assert {
    condition = aws_lambda_function.cleanup.environment[0].variables == tomap({
      AWS_USE_FIPS_ENDPOINT = "true"
      HTTPS_PROXY           = "http://proxy.example.com:3128"
      NO_PROXY              = ".example.com,169.254.170.2"
      AWS_CA_BUNDLE         = "/opt/ca.pem"
    })
    error_message = "The program reads these variables."
  }

  assert {
    condition     = aws_lambda_function.cleanup.layers == tolist(var.layer_arns)
    error_message = "The layer with the certificates is the function's."
  }

  assert {
    condition     = aws_lambda_function.cleanup.vpc_config[0].subnet_ids == toset(var.vpc.subnet_ids) && aws_lambda_function.cleanup.vpc_config[0].security_group_ids == toset(var.vpc.security_group_ids)
    error_message = "The function runs in the VPC."
  }

  assert {
    condition     = one([for each in local.function_statements : contains(each.Action, "ec2:CreateNetworkInterface") if each.Sid == "JoinNetwork"])
    error_message = "Lambda makes the function's network interfaces by its role."
  }

  assert {
    condition     = aws_lambda_function.cleanup.tracing_config[0].mode == "Active" && one([for each in local.function_statements : contains(each.Action, "xray:PutTraceSegments") if each.Sid == "SendTraces"])
    error_message = "The function is traced, and may be."
  }

  assert {
    condition     = aws_lambda_function.cleanup.reserved_concurrent_executions == 2
    error_message = "As much is reserved as is asked for."
  }
}

run "key_of_ones_own" {
  variables {
    kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-0000-4000-8000-1234567890ab"
    dry_run            = false
    fan_out            = { log_level = "ERROR" }
    log_retention_days = 90
    tracing            = true
    notification_email = "operations@example.com"
    role_path          = "/operations/"
  }

  assert {
    condition = alltrue([
      for key in [
        aws_cloudwatch_log_group.function.kms_key_id,
        aws_cloudwatch_log_group.fan_out[0].kms_key_id,
        aws_lambda_function.cleanup.kms_key_arn,
        aws_sqs_queue.failures.kms_master_key_id,
        aws_sns_topic.notifications[0].kms_master_key_id,
        one(one(aws_s3_bucket_server_side_encryption_configuration.results[0].rule).apply_server_side_encryption_by_default).kms_master_key_id,
      ] : key == var.kms_key_arn
    ])
    error_message = "One key encrypts whatever the module keeps."
  }

  assert {
    condition = alltrue([
      for policy in [aws_iam_role_policy.function[0].policy, aws_iam_role_policy.schedule.policy, aws_iam_role_policy.fan_out[0].policy] :
      contains([for each in jsondecode(policy).Statement : each.Resource if each.Sid == "UseKey"], var.kms_key_arn)
    ])
    error_message = "Whatever writes by a role may use the key."
  }

  assert {
    condition     = aws_sfn_state_machine.fan_out[0].logging_configuration[0].level == "ERROR" && !aws_sfn_state_machine.fan_out[0].logging_configuration[0].include_execution_data
    error_message = "Failed steps are logged, without what they hold."
  }

  assert {
    condition     = aws_cloudwatch_log_group.fan_out[0].name == "/aws/vendedlogs/states/cleanup-fan-out" && aws_cloudwatch_log_group.fan_out[0].retention_in_days == 90 && aws_cloudwatch_log_group.fan_out[0].skip_destroy
    error_message = "That log is kept as the function's."
  }

  assert {
    condition     = aws_sfn_state_machine.fan_out[0].tracing_configuration[0].enabled && length(setsubtract(["DeliverLog", "SendTraces"], [for each in jsondecode(aws_iam_role_policy.fan_out[0].policy).Statement : each.Sid])) == 0
    error_message = "The state machine is traced, and may log and trace."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.function[0], aws_iam_role.schedule, aws_iam_role.fan_out[0]] : role.path == "/operations/"])
    error_message = "Every role has the path."
  }
}

run "role_of_ones_own_and_an_image" {
  variables {
    package           = null
    image_uri         = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-cleanup:0.1.0"
    function_role_arn = "arn:aws:iam::123456789012:role/own"
    ca_bundle         = "/opt/ca.pem"
    kms_key_arn       = "arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-0000-4000-8000-1234567890ab"
  }

  assert {
    condition     = aws_lambda_function.cleanup.role == var.function_role_arn && output.role_arn == var.function_role_arn && length(aws_iam_role.function) == 0 && length(aws_iam_role_policy.function) == 0
    error_message = "The function has the given role, and none is made."
  }

  assert {
    condition     = [for each in jsondecode(output.role_policy).Statement : each.Sid] == [for each in local.function_statements : each.Sid]
    error_message = "The output says what that role needs."
  }

  assert {
    condition     = aws_lambda_function.cleanup.package_type == "Image" && aws_lambda_function.cleanup.image_uri == var.image_uri && aws_lambda_function.cleanup.runtime == null && aws_lambda_function.cleanup.handler == null
    error_message = "The image brings its runtime."
  }
}

run "key_without_variables" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1b2c3d4e-0000-4000-8000-1234567890ab"
  }

  assert {
    condition     = aws_lambda_function.cleanup.kms_key_arn == null
    error_message = "Lambda forgets the key of a function without variables."
  }
}

run "reports_and_approval" {
  variables {
    require_approval = true
    reports          = { bucket = "my-reports" }
  }

  assert {
    condition = aws_lambda_function.cleanup.environment[0].variables == tomap({
      REPORTS              = "s3://my-reports/ecr-cleanup/123456789012/eu-west-1"
      REPORTS_BUCKET_OWNER = "123456789012"
      REQUIRE_APPROVAL     = "true"
    })
    error_message = "The keys have the account and the region, and the bucket is one of the function's own account."
  }

  assert {
    condition     = contains(keys(aws_cloudwatch_metric_alarm.alarm), "reports-not-written")
    error_message = "There is an alarm about reports that were not written."
  }

  assert {
    condition     = [for each in jsondecode(output.approver_policy).Statement : each.Sid] == ["ReadPlans", "ApprovePlans", "ListPlans", "RunPlans"]
    error_message = "Approvers read plans, copy them and run them."
  }
}

run "reports_of_another_account_with_a_key_and_a_fan_out" {
  variables {
    fan_out = {}
    reports = {
      bucket       = "my-reports"
      prefix       = "registries/production"
      bucket_owner = "444444444444"
      kms_key_arn  = "arn:aws:kms:eu-west-1:444444444444:key/2b2c3d4e-0000-4000-8000-1234567890ab"
    }
  }

  assert {
    condition     = output.reports_address == "s3://my-reports/registries/production/123456789012/eu-west-1" && aws_lambda_function.cleanup.environment[0].variables["REPORTS_BUCKET_OWNER"] == "444444444444"
    error_message = "The prefix and the owner are those that are given."
  }

  assert {
    condition     = [for each in jsondecode(output.approver_policy).Statement : each.Resource if contains(["FanPlansOut", "EncryptPlans"], each.Sid)] == [output.state_machine_arn, var.reports.kms_key_arn]
    error_message = "Approvers may start the state machine, and use the key of the bucket."
  }
}

run "fan_out" {
  variables {
    name    = "registry-cleanup-of-the-platform"
    fan_out = { batch_size = 20, concurrency = 8 }

    reserved_concurrency = 9
    dashboard            = true
  }

  assert {
    condition     = alltrue([for each in [aws_iam_role.schedule.name, aws_iam_role.fan_out[0].name] : length(each) <= 64])
    error_message = "The names of roles are within what IAM takes, with the longest name."
  }

  assert {
    condition     = aws_scheduler_schedule.cleanup.target[0].arn == output.state_machine_arn
    error_message = "The schedule starts the state machine."
  }

  assert {
    condition     = aws_sfn_state_machine.fan_out[0].logging_configuration[0].level == "OFF" && length(aws_cloudwatch_log_group.fan_out) == 0 && !aws_sfn_state_machine.fan_out[0].tracing_configuration[0].enabled
    error_message = "The state machine logs and traces nothing by itself."
  }

  assert {
    condition     = aws_lambda_function.cleanup.reserved_concurrent_executions == 8
    error_message = "As much is reserved as the state machine uses."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.fan_out[0].definition).States.CleanBatches.MaxConcurrency == "{% 8 %}"
    error_message = "The definition has the settings in it."
  }

  assert {
    condition     = one([for query in aws_cloudwatch_metric_alarm.alarm["no-run"].metric_query : query.metric[0].dimensions if query.id == "ended"]) == tomap({ StateMachine = "registry-cleanup-of-the-platform-fan-out" })
    error_message = "Executions are the runs that must end, and not single invocations."
  }

  assert {
    condition     = aws_cloudwatch_dashboard.operations[0].dashboard_name == "registry-cleanup-of-the-platform-eu-west-1"
    error_message = "Dashboards belong to the account: that of another region has another name."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_dashboard.operations[0].dashboard_body, "\"registry-cleanup-of-the-platform-fan-out\"")
    error_message = "With the fan-out the dashboard shows the state machine."
  }
}

run "fan_out_with_a_topic_and_without_reserved_concurrency" {
  variables {
    fan_out                = {}
    clean_on_push          = true
    notification_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
  }

  assert {
    condition     = aws_lambda_function.cleanup.reserved_concurrent_executions == -1
    error_message = "0 reserves nothing, with fan-out, too."
  }

  assert {
    condition     = jsondecode(aws_sfn_state_machine.fan_out[0].definition).States.TellAboutFailure.Arguments.TopicArn == var.notification_topic_arn
    error_message = "The state machine sends its summary to the topic."
  }

}

run "no_alarm_about_missing_runs_and_no_log_group_left" {
  variables {
    alarm_periods    = 0
    retain_log_group = false
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.alarm), "no-run")
    error_message = "A schedule that is rarer than CloudWatch looks back can do without the alarm."
  }

  assert {
    condition     = !aws_cloudwatch_log_group.function.skip_destroy
    error_message = "The log group goes with the rest where that is asked for."
  }
}

run "alarms_apart" {
  variables {
    notification_topic_arn         = "arn:aws:sns:eu-west-1:123456789012:operations"
    images_deleted_alarm_threshold = 500
    dashboard                      = true

    alarms = {
      repositories-incomplete = { enabled = false }
      no-run                  = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:on-call" }
    }
  }

  assert {
    condition     = !contains(keys(aws_cloudwatch_metric_alarm.alarm), "repositories-incomplete")
    error_message = "An alarm can be switched off by itself."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.alarm["no-run"].alarm_actions == toset([var.alarms["no-run"].topic_arn]) && aws_cloudwatch_metric_alarm.alarm["no-run"].ok_actions == toset([var.alarms["no-run"].topic_arn])
    error_message = "An alarm can have a topic of its own."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.alarm["errors"].alarm_actions == toset([var.notification_topic_arn])
    error_message = "The others go to the common topic."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.alarm["images-deleted"].threshold == 500 && aws_cloudwatch_metric_alarm.alarm["images-deleted"].period == 86400
    error_message = "The alarm about deletions adds up a day."
  }

  assert {
    condition     = !strcontains(aws_cloudwatch_dashboard.operations[0].dashboard_body, "StateMachine") && jsondecode(aws_cloudwatch_dashboard.operations[0].dashboard_body).widgets[1].properties.period == 86400
    error_message = "Without the fan-out the dashboard has no state machine, and its sums are of the time between two runs."
  }
}
