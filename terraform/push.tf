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

  depends_on = [aws_lambda_permission.push]
}

resource "aws_lambda_permission" "push" {
  count = var.clean_on_push ? 1 : 0

  statement_id  = "push"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.cleanup.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.push[0].arn
}
