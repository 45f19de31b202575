# Cleans a repository as it is pushed to. The program leaves every other image action alone, so only pushes are sent.

resource "aws_cloudwatch_event_rule" "push" {
  count = var.clean_on_push ? 1 : 0

  name        = "${var.name}-push"
  description = "Starts ${var.name} for a repository that an image was pushed to"
  tags        = var.tags

  event_pattern = jsonencode({
    source        = ["aws.ecr"]
    "detail-type" = ["ECR Image Action"]
    detail = {
      "action-type" = ["PUSH"]
      result        = ["SUCCESS"]
    }
  })
}

resource "aws_cloudwatch_event_target" "push" {
  count = var.clean_on_push ? 1 : 0

  rule = aws_cloudwatch_event_rule.push[0].name
  arn  = aws_lambda_function.cleanup.arn

  dead_letter_config {
    arn = aws_sqs_queue.failures.arn
  }

  depends_on = [aws_lambda_permission.push, aws_sqs_queue_policy.push]
}

resource "aws_lambda_permission" "push" {
  count = var.clean_on_push ? 1 : 0

  statement_id  = "push"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.cleanup.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.push[0].arn
}

# A rule has no role: the queue itself lets it write. What else writes there does so by a role.
resource "aws_sqs_queue_policy" "push" {
  count = var.clean_on_push ? 1 : 0

  queue_url = aws_sqs_queue.failures.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "PushesThatDidNotReachTheFunction"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.failures.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.push[0].arn } }
    }]
  })
}
