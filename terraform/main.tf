# What the other files share. Each of them holds one part: function.tf, iam.tf, schedule.tf, alarms.tf, notifications.tf,
# reports.tf, and those that only a switch brings, fan-out.tf and push.tf.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  # `id` is the code of the region in versions 5 and 6 of the provider; `name` is no longer one in 6.
  region = data.aws_region.current.id

  # IAM's names are those of the whole account, where the module may stand in several regions.
  role_name = "${var.name}-${local.region}"

  fans_out = var.fan_out != null
  notifies = var.notification_email != null || var.notification_topic_arn != null
}
