# Where runs write their reports, and who may approve the plans among them. The bucket is yours.

locals {
  writes_reports = var.reports != null

  # The account and the region are in the keys, so that deployments may share a bucket.
  reports_prefix  = local.writes_reports ? "${var.reports.prefix}/${local.account}/${local.region}" : ""
  reports_address = local.writes_reports ? "s3://${var.reports.bucket}/${local.reports_prefix}" : null
  reports_bucket  = local.writes_reports ? "arn:${local.partition}:s3:::${var.reports.bucket}" : null
  reports_runs    = local.writes_reports ? "${local.reports_bucket}/${local.reports_prefix}/runs/*" : null
  approved_plans  = local.writes_reports ? "${local.reports_bucket}/${local.reports_prefix}/approved/*" : null
  reports_key     = try(var.reports.kms_key_arn, null)

  list_plans = {
    Sid       = "ListPlans"
    Effect    = "Allow"
    Action    = ["s3:ListBucket"]
    Resource  = local.reports_bucket
    Condition = { StringLike = { "s3:prefix" = [for folder in ["runs", "approved"] : "${local.reports_prefix}/${folder}/*"] } }
  }

  use_reports_key = {
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = local.reports_key
  }

  # Of the function's role.
  reports_statements = [
    for each in [
      {
        Sid      = "WriteReports"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = local.reports_runs
      },
      {
        Sid      = "ReadPlans"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = [local.reports_runs, local.approved_plans]
      },
      local.list_plans,
      # A person approves. Whatever else the role is allowed, it writes no plan there.
      {
        Sid      = "ApproveNothing"
        Effect   = "Deny"
        Action   = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:ReplicateObject"]
        Resource = local.approved_plans
      },
      merge({ Sid = "EncryptReports" }, local.use_reports_key),
    ] : each if local.writes_reports && each.Resource != null
  ]

  # Of the people who approve plans and run them.
  approver_statements = concat(
    [
      {
        Sid    = "ReadPlans"
        Effect = "Allow"
        # Version 2 of the AWS CLI asks for the tags of a plan that it copies in parts: one of over 8 MB.
        Action   = ["s3:GetObject", "s3:GetObjectTagging"]
        Resource = local.reports_runs
      },
      {
        Sid      = "ApprovePlans"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = local.approved_plans
      },
      local.list_plans,
      {
        Sid      = "RunPlans"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = aws_lambda_function.cleanup.arn
      },
    ],
    local.fans_out ? [{
      Sid      = "FanPlansOut"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = local.state_machine_arn
    }] : [],
    local.reports_key == null ? [] : [merge({ Sid = "EncryptPlans" }, local.use_reports_key)],
  )
}
