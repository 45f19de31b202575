# What an account, a network or a regulated place may ask for.

variable "use_fips_endpoints" {
  description = "Whether AWS is called by its FIPS endpoints."
  type        = bool
  default     = false
  nullable    = false
}

variable "https_proxy" {
  description = "URL of the proxy by which AWS is called."
  type        = string
  default     = null

  validation {
    condition     = var.https_proxy == null ? true : can(regex("^https?://[^\\s@,]+$", var.https_proxy))
    error_message = "https_proxy must be a URL without a password, such as http://proxy.example.com:3128: the function's variables are seen by all who may look at the function."
  }
}

variable "no_proxy" {
  description = "Hosts that are called without the proxy, separated by commas."
  type        = string
  default     = null

  validation {
    condition     = var.no_proxy == null ? true : can(regex("^[^\\s,]+(,[^\\s,]+)*$", var.no_proxy))
    error_message = "no_proxy must hold hosts and domains, separated by commas and without spaces, such as .example.com,169.254.170.2."
  }
}

variable "ca_bundle" {
  description = "Path in the function of a PEM file of the certificates to trust, in place of the system's: in a layer it begins with /opt/."
  type        = string
  default     = null

  validation {
    condition     = var.ca_bundle == null ? true : can(regex("^/\\S+$", var.ca_bundle))
    error_message = "ca_bundle must be a path in the function that begins with a slash, such as /opt/ca.pem."
  }
}

variable "layer_arns" {
  description = "ARNs of versions of layers of the function, such as one that holds ca_bundle."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layer_arns) <= 5 && alltrue([for arn in var.layer_arns : can(regex("^arn:[a-z-]+:lambda:[^:]+:[0-9]{12}:layer:[\\w-]+:[0-9]+$", arn))])
    error_message = "layer_arns must hold at most 5 ARNs of layers with their versions, such as arn:aws:lambda:eu-west-1:123456789012:layer:certificates:3."
  }
}

variable "vpc" {
  description = "Subnets and security groups of your VPC that the function runs in. From there it must reach AWS, by endpoints or a NAT gateway. Null: Lambda's own network."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.vpc == null ? true : try(length(var.vpc.subnet_ids) > 0 && length(var.vpc.security_group_ids) > 0, false)
    error_message = "vpc must have at least one of subnet_ids and one of security_group_ids. Leave it out, or set it to null, for Lambda's own network."
  }
}

variable "function_role_arn" {
  description = "ARN of your own role for the function, in place of the one that is made. Give it as text: Terraform must know it before it applies."
  type        = string
  default     = null

  validation {
    condition     = var.function_role_arn == null ? true : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", var.function_role_arn))
    error_message = "function_role_arn must be the ARN of a role, such as arn:aws:iam::123456789012:role/ecr-cleanup."
  }
}

variable "role_path" {
  description = "Path of the roles."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([!-.0-~]+/)*$", var.role_path)) && length(var.role_path) <= 512
    error_message = "role_path must begin and end with a slash, such as /operations/."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the roles' permissions, where your account asks for one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[a-z-]+:iam::[^:]*:policy/", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary."
  }
}

variable "kms_key_arn" {
  description = "ARN of your KMS key for the logs, the function's variables, the topic, the queue and the bucket of results. Null: keys that AWS owns or manages."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key, such as arn:aws:kms:eu-west-1:123456789012:key/…: an alias gives no permission."
  }
}

variable "tracing" {
  description = "Whether X-Ray traces the function, and the state machine of fan_out. Otherwise the function is traced only where its caller is."
  type        = bool
  default     = false
  nullable    = false
}
