# The bucket of the fan-out: the batches, the summaries of all of them, and what they keep for each other.

locals {
  # What the state machine writes itself.
  results_of_failures = [
    for each in ["failures/*", "summary.json"] : "${aws_s3_bucket.results[0].arn}/*/${each}" if local.fans_out
  ]

  # Of the function's role.
  results_statements = [
    for each in [
      {
        Sid      = "WriteResults"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = local.fans_out ? "${aws_s3_bucket.results[0].arn}/*" : null
      },
      {
        Sid      = "ReadResults"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = local.fans_out ? "${aws_s3_bucket.results[0].arn}/*" : null
      },
      {
        Sid      = "ListResults"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = local.fans_out ? aws_s3_bucket.results[0].arn : null
      },
    ] : each if local.fans_out
  ]
}

resource "aws_s3_bucket" "results" {
  # checkov:skip=CKV_AWS_18: A log of who reads its summaries would be a bucket more to keep and to guard.
  # checkov:skip=CKV_AWS_21: A run writes each of its objects once, and they expire.
  # checkov:skip=CKV_AWS_144: What is in it is made anew by the next run.
  # checkov:skip=CKV2_AWS_62: Nothing waits for its objects.

  count = local.fans_out ? 1 : 0

  # The name is unique by the account and the region, and can be told before it is there.
  bucket = "${lower(var.name)}-${local.account}-${local.region}"
  tags   = var.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "results" {
  count = local.fans_out ? 1 : 0

  bucket = aws_s3_bucket.results[0].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }

    # One data key serves many objects: KMS is called, and paid, seldom.
    bucket_key_enabled = var.kms_key_arn == null ? null : true
  }
}

resource "aws_s3_bucket_public_access_block" "results" {
  count = local.fans_out ? 1 : 0

  bucket                  = aws_s3_bucket.results[0].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "results" {
  count = local.fans_out ? 1 : 0

  bucket = aws_s3_bucket.results[0].bucket

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyWithoutTLS"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.results[0].arn, "${aws_s3_bucket.results[0].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      # What is there decides what a batch cleans, and which images are in use. So the function alone writes it.
      {
        Sid         = "OnlyFunctionWrites"
        Effect      = "Deny"
        Principal   = "*"
        Action      = ["s3:PutObject", "s3:ReplicateObject"]
        NotResource = local.results_of_failures
        Condition   = { ArnNotEquals = { "aws:PrincipalArn" = local.role_arn } }
      },
      {
        Sid       = "OnlyFanOutWrites"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["s3:PutObject", "s3:ReplicateObject"]
        Resource  = local.results_of_failures
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = [local.role_arn, aws_iam_role.fan_out[0].arn] } }
      },
    ]
  })

  # S3 takes one change of a bucket's access at a time.
  depends_on = [aws_s3_bucket_public_access_block.results]
}

resource "aws_s3_bucket_lifecycle_configuration" "results" {
  count = local.fans_out ? 1 : 0

  bucket = aws_s3_bucket.results[0].bucket

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = var.fan_out.result_retention_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
