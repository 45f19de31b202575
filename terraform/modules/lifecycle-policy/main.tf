resource "aws_ecr_lifecycle_policy" "this" {
  for_each = var.repositories

  repository = each.key
  policy     = var.policy
}
