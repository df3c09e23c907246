resource "digitalocean_vpc" "private" {
  name     = var.name
  region   = var.region
  ip_range = var.private_range
}

# Apart from the droplet, so that the address survives it.
resource "digitalocean_reserved_ip" "app" {
  region = var.region
}

resource "digitalocean_reserved_ip_assignment" "app" {
  ip_address = digitalocean_reserved_ip.app.ip_address
  droplet_id = local.apps[var.edge].id
}

locals {
  anywhere = ["0.0.0.0/0"]

  apps = merge({ app = digitalocean_droplet.app }, digitalocean_droplet.more_apps)

  app_droplets = concat([digitalocean_droplet.app.id], values(digitalocean_droplet.more_apps)[*].id)

  # PostgreSQL, and the exporters of the host, of PostgreSQL and of the containers.
  database_ports = ["5432", "9100", "9187", "8081"]

  # The swarm's own, between the app droplets alone: its managers, its members' gossip, and what goes between containers (VXLAN).
  swarm_ports = [["tcp", "2377"], ["tcp", "7946"], ["udp", "7946"], ["udp", "4789"]]
}

resource "digitalocean_firewall" "app" {
  name        = "${var.name}-app"
  droplet_ids = local.app_droplets

  inbound_rule {
    protocol         = "tcp"
    port_range       = "22"
    source_addresses = [var.ssh_from]
  }

  dynamic "inbound_rule" {
    for_each = [["tcp", "80"], ["tcp", "443"], ["udp", "443"]]
    content {
      protocol         = inbound_rule.value[0]
      port_range       = inbound_rule.value[1]
      source_addresses = local.anywhere
    }
  }

  dynamic "inbound_rule" {
    for_each = local.swarm_ports
    content {
      protocol           = inbound_rule.value[0]
      port_range         = inbound_rule.value[1]
      source_droplet_ids = local.app_droplets
    }
  }

  inbound_rule {
    protocol         = "icmp"
    source_addresses = local.anywhere
  }

  dynamic "outbound_rule" {
    for_each = ["tcp", "udp"]
    content {
      protocol              = outbound_rule.value
      port_range            = "1-65535"
      destination_addresses = local.anywhere
    }
  }

  outbound_rule {
    protocol              = "icmp"
    destination_addresses = local.anywhere
  }
}

resource "digitalocean_firewall" "database" {
  name        = "${var.name}-database"
  droplet_ids = values(digitalocean_droplet.database)[*].id

  inbound_rule {
    protocol         = "tcp"
    port_range       = "22"
    source_addresses = [var.ssh_from]
  }

  dynamic "inbound_rule" {
    for_each = local.database_ports
    content {
      protocol         = "tcp"
      port_range       = inbound_rule.value
      source_addresses = [var.private_range]
    }
  }

  inbound_rule {
    protocol         = "icmp"
    source_addresses = [var.private_range]
  }

  # Packages, images and backups.
  dynamic "outbound_rule" {
    for_each = ["tcp", "udp"]
    content {
      protocol              = outbound_rule.value
      port_range            = "1-65535"
      destination_addresses = local.anywhere
    }
  }

  outbound_rule {
    protocol              = "icmp"
    destination_addresses = local.anywhere
  }
}
