locals {
  topic_arn = var.notification_email == null ? var.notification_topic_arn : one(aws_sns_topic.notifications[*].arn)
}

# It has no key of KMS: CloudWatch may not use the one that AWS manages for SNS, and its alarms would be lost.
resource "aws_sns_topic" "notifications" {
  count = var.notification_email == null ? 0 : 1

  name = "${var.name}-notifications"
  tags = var.tags

  lifecycle {
    precondition {
      condition     = var.notification_topic_arn == null
      error_message = "Give notification_email or notification_topic_arn, and not both. A topic of yours can have the address as a subscription."
    }
  }
}

resource "aws_sns_topic_subscription" "email" {
  count = var.notification_email == null ? 0 : 1

  topic_arn = aws_sns_topic.notifications[0].arn
  protocol  = "email"
  endpoint  = var.notification_email
}
