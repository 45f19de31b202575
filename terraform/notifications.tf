locals {
  makes_topic = var.notification_email != null && var.notification_topic_arn == null
  topic_arn   = local.makes_topic ? one(aws_sns_topic.notifications[*].arn) : var.notification_topic_arn
}

# It has no key of KMS but your own: CloudWatch may not use the one that AWS manages for SNS, and its alarms would be lost.
resource "aws_sns_topic" "notifications" {
  count = local.makes_topic ? 1 : 0

  name              = "${var.name}-notifications"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_subscription" "email" {
  count = var.notification_email == null ? 0 : 1

  topic_arn = local.topic_arn
  protocol  = "email"
  endpoint  = var.notification_email
}
