# When runs start, how they are spread, and who hears of them.

variable "schedule_expression" {
  description = "When a run starts: a cron, rate or at expression of EventBridge Scheduler."
  type        = string
  default     = "cron(0 3 * * ? *)"
  nullable    = false

  validation {
    condition     = can(regex("^(cron|rate|at)\\(.+\\)$", var.schedule_expression))
    error_message = "schedule_expression must be an expression of EventBridge Scheduler, such as cron(0 3 * * ? *) or rate(1 day)."
  }
}

variable "schedule_timezone" {
  description = "The time zone of schedule_expression, by its IANA name."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_+/-]*$", var.schedule_timezone))
    error_message = "schedule_timezone must be the name of a time zone in the IANA database, such as Europe/Berlin."
  }
}

variable "schedule_enabled" {
  description = "Whether the schedule starts runs."
  type        = bool
  default     = true
  nullable    = false
}

variable "schedule_input" {
  description = "Overrides for scheduled runs, as JSON text: dryRun, repositories, policy, detail, maxImages. They can only make a run safer. Null: none."
  type        = string
  default     = null

  # The program refuses an unknown key as well; here it is found before it is deployed.
  validation {
    condition     = var.schedule_input == null ? true : can(keys(jsondecode(var.schedule_input)))
    error_message = "schedule_input must be a JSON object, such as jsonencode({ repositories = [\"team-a/*\"] }). Leave it out, or set it to null, for no overrides."
  }

  validation {
    condition = alltrue([
      for key in try(keys(jsondecode(var.schedule_input)), []) :
      contains(["dryRun", "repositories", "policy", "detail", "maxImages"], key)
    ])
    error_message = "schedule_input has a key that does not exist, or that is none for a schedule. The keys are dryRun, repositories, policy, detail and maxImages."
  }
}

variable "clean_on_push" {
  description = "Whether a push to a repository starts a run for that repository."
  type        = bool
  default     = false
  nullable    = false
}

variable "fan_out" {
  description = "Spreads scheduled runs over several invocations by a state machine of Step Functions, for registries that outgrow one. Null: one invocation does it all."
  type = object({
    batch_size                   = optional(number, 50)
    concurrency                  = optional(number, 5)
    tolerated_failure_percentage = optional(number, 20)
    result_retention_days        = optional(number, 90)
    log_level                    = optional(string, "OFF")
  })
  default = null

  validation {
    condition     = var.fan_out == null ? true : try(var.fan_out.batch_size >= 1 && var.fan_out.batch_size <= 1000 && floor(var.fan_out.batch_size) == var.fan_out.batch_size, false)
    error_message = "fan_out.batch_size must be a whole number from 1 to 1000: the repositories of one invocation."
  }

  validation {
    condition     = var.fan_out == null ? true : try(var.fan_out.concurrency >= 1 && var.fan_out.concurrency <= 100 && floor(var.fan_out.concurrency) == var.fan_out.concurrency, false)
    error_message = "fan_out.concurrency must be a whole number from 1 to 100: the invocations at once."
  }

  validation {
    condition     = var.fan_out == null ? true : try(var.fan_out.tolerated_failure_percentage >= 0 && var.fan_out.tolerated_failure_percentage <= 100, false)
    error_message = "fan_out.tolerated_failure_percentage must be from 0 to 100."
  }

  validation {
    condition     = var.fan_out == null ? true : try(var.fan_out.result_retention_days >= 1 && floor(var.fan_out.result_retention_days) == var.fan_out.result_retention_days, false)
    error_message = "fan_out.result_retention_days must be a whole number from 1."
  }
  validation {
    condition     = var.fan_out == null ? true : try(contains(["OFF", "ERROR", "ALL"], var.fan_out.log_level), false)
    error_message = "fan_out.log_level must be OFF, ERROR or ALL: which steps of the state machine are logged."
  }
}

variable "notification_email" {
  description = "Address that messages about runs and alarms go to. AWS asks it for a confirmation first. A topic is made for it unless notification_topic_arn is given."
  type        = string
  default     = null

  validation {
    condition     = var.notification_email == null ? true : can(regex("^[^@\\s]+@[^@\\s]+$", var.notification_email))
    error_message = "notification_email must be an e-mail address. Leave it out, or set it to null, for no notifications."
  }
}

variable "notification_topic_arn" {
  description = "ARN of your own SNS topic that messages about runs and alarms go to, in the function's region."
  type        = string
  default     = null

  validation {
    condition     = var.notification_topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:[^:]+:[0-9]{12}:[^:]+$", var.notification_topic_arn))
    error_message = "notification_topic_arn must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:operations."
  }
}

variable "notify_on" {
  description = "After which runs a message is sent: never, problems, changes (or what a dry run would change), always."
  type        = string
  default     = "changes"
  nullable    = false

  validation {
    condition     = contains(["never", "problems", "changes", "always"], var.notify_on)
    error_message = "notify_on must be never, problems, changes or always."
  }
}

variable "notify_format" {
  description = "The form of a message: text for e-mail, or chat for Slack and Teams through Amazon Q Developer in chat applications."
  type        = string
  default     = "text"
  nullable    = false

  validation {
    condition     = contains(["text", "chat"], var.notify_format)
    error_message = "notify_format must be text or chat."
  }
}

variable "alarm_period_seconds" {
  description = "The time in which a run must end: that between two scheduled ones."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition     = var.alarm_period_seconds >= 60 && var.alarm_period_seconds <= 86400 && var.alarm_period_seconds % 60 == 0
    error_message = "alarm_period_seconds must be a multiple of 60, from 60 to 86400. Where runs are rarer than once a day, raise alarm_periods."
  }
}

variable "alarm_periods" {
  description = "After how many such times without a run that ended there is an alarm. 0: no such alarm."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.alarm_periods >= 0 && floor(var.alarm_periods) == var.alarm_periods
    error_message = "alarm_periods must be a whole number from 0, which is for no alarm about missing runs."
  }
}

variable "alarms" {
  description = "What is different for single alarms, by the ends of their names: enabled = false leaves an alarm out, and topic_arn sends it to a topic of its own."
  type = map(object({
    enabled   = optional(bool, true)
    topic_arn = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for name in keys(var.alarms) : contains([
        "errors", "no-run", "repositories-failed", "repositories-blocked", "repositories-incomplete",
        "images-failed", "images-missing", "reports-not-written", "images-deleted", "failures-queued",
        "executions-failed",
      ], name)
    ])
    error_message = "alarms has a name that no alarm has. They are errors, no-run, repositories-failed, repositories-blocked, repositories-incomplete, images-failed, images-missing, reports-not-written, images-deleted, failures-queued and executions-failed."
  }

  validation {
    condition     = alltrue([for alarm in values(var.alarms) : alarm.topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:[^:]+:[0-9]{12}:[^:]+$", alarm.topic_arn))])
    error_message = "topic_arn of an alarm must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:operations. Leave it out for the topic of the summaries."
  }
}

variable "images_deleted_alarm_threshold" {
  description = "More deleted images than this within 24 hours set off an alarm. 0: no such alarm."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.images_deleted_alarm_threshold >= 0 && floor(var.images_deleted_alarm_threshold) == var.images_deleted_alarm_threshold
    error_message = "images_deleted_alarm_threshold must be a whole number from 0, which is for no alarm about deletions."
  }
}

variable "dashboard" {
  description = "Whether there is a dashboard of CloudWatch. It costs $3 a month beyond the first three of an account."
  type        = bool
  default     = false
  nullable    = false
}
