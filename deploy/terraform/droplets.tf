data "digitalocean_ssh_key" "operator" {
  for_each = var.ssh_keys
  name     = each.key
}

locals {
  image = "ubuntu-24-04-x64"

  # What the cloud-init of every droplet is told; the rest differs.
  cloud_init = {
    SSH_KEYS      = jsonencode([for key in data.digitalocean_ssh_key.operator : trimspace(key.public_key)])
    SSH_FROM      = var.ssh_from
    PRIVATE_RANGE = var.private_range
  }
}

# A volume outlives its droplet: Terraform refuses to delete it.
resource "digitalocean_volume" "app" {
  name        = "${var.name}-app"
  description = "Docker volumes of the app droplet: metrics, logs, certificates."
  region      = var.region
  size        = var.app.disk_gb
  tags        = [var.name]

  lifecycle {
    prevent_destroy = true
  }
}

resource "digitalocean_volume" "database" {
  for_each    = var.databases
  name        = "${var.name}-${each.key}"
  description = "Docker volumes of the database droplet ${each.key}: the database."
  region      = var.region
  size        = each.value.disk_gb
  tags        = [var.name]

  lifecycle {
    prevent_destroy = true
  }
}

resource "digitalocean_droplet" "app" {
  name              = "${var.name}-app"
  image             = local.image
  region            = var.region
  size              = var.app.size
  vpc_uuid          = digitalocean_vpc.private.id
  volume_ids        = [digitalocean_volume.app.id]
  ssh_keys          = values(data.digitalocean_ssh_key.operator)[*].id
  tags              = [var.name]
  droplet_agent     = false
  graceful_shutdown = true

  user_data = templatefile("${path.module}/../cloud-init/droplet.yaml", merge(local.cloud_init, {
    ROLE        = "app"
    DATA_DEVICE = "/dev/disk/by-id/scsi-0DO_Volume_${digitalocean_volume.app.name}"
  }))

  # It is read at the first start alone: a change must not replace a running droplet.
  lifecycle {
    ignore_changes = [image, ssh_keys, user_data]
  }
}

# Further members of its swarm. They keep nothing: what has a volume stays on the first one.
resource "digitalocean_droplet" "more_apps" {
  for_each          = var.more_apps
  name              = "${var.name}-${each.key}"
  image             = local.image
  region            = var.region
  size              = each.value.size
  vpc_uuid          = digitalocean_vpc.private.id
  ssh_keys          = values(data.digitalocean_ssh_key.operator)[*].id
  tags              = [var.name]
  droplet_agent     = false
  graceful_shutdown = true

  user_data = templatefile("${path.module}/../cloud-init/droplet.yaml", merge(local.cloud_init, {
    ROLE        = "app"
    DATA_DEVICE = ""
  }))

  # It is read at the first start alone: a change must not replace a running droplet.
  lifecycle {
    ignore_changes = [image, ssh_keys, user_data]
  }
}

resource "digitalocean_droplet" "database" {
  for_each          = var.databases
  name              = "${var.name}-${each.key}"
  image             = local.image
  region            = var.region
  size              = each.value.size
  vpc_uuid          = digitalocean_vpc.private.id
  volume_ids        = [digitalocean_volume.database[each.key].id]
  ssh_keys          = values(data.digitalocean_ssh_key.operator)[*].id
  tags              = [var.name]
  droplet_agent     = false
  graceful_shutdown = true

  user_data = templatefile("${path.module}/../cloud-init/droplet.yaml", merge(local.cloud_init, {
    ROLE        = "db"
    DATA_DEVICE = "/dev/disk/by-id/scsi-0DO_Volume_${digitalocean_volume.database[each.key].name}"
  }))

  # It is read at the first start alone: a change must not replace a running droplet.
  lifecycle {
    ignore_changes = [image, ssh_keys, user_data]
  }
}

resource "digitalocean_project" "minitwit" {
  name        = var.name
  purpose     = "Web Application"
  environment = var.environment

  # Not the reserved address: it follows its droplet, and a URN of its own here is a change in every plan.
  resources = concat(
    [digitalocean_droplet.app.urn, digitalocean_volume.app.urn],
    values(digitalocean_droplet.more_apps)[*].urn,
    values(digitalocean_droplet.database)[*].urn,
    values(digitalocean_volume.database)[*].urn,
  )
}
