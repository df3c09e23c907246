# Under the names of the operator's settings file: terraform output -raw settings >>deploy/production.env
output "APP_SSH" {
  description = "Where deploy.sh reaches the app droplet; the address also belongs into DNS."
  value       = "deploy@${digitalocean_reserved_ip.app.ip_address}"
}

output "DB_SSH" {
  description = "Where deploy.sh reaches the database droplet."
  value       = "deploy@${digitalocean_droplet.database[var.database].ipv4_address}"
}

output "DATABASE_ADDRESS" {
  description = "The database droplet's private address."
  value       = digitalocean_droplet.database[var.database].ipv4_address_private
}

output "settings" {
  description = "The three as lines of the settings file."
  value       = <<-EOT
    APP_SSH=deploy@${digitalocean_reserved_ip.app.ip_address}
    DB_SSH=deploy@${digitalocean_droplet.database[var.database].ipv4_address}
    DATABASE_ADDRESS=${digitalocean_droplet.database[var.database].ipv4_address_private}
  EOT
}

output "droplets" {
  description = "Every database droplet's public and private address, for moving from one to the other."
  value = {
    for name, droplet in digitalocean_droplet.database : name => {
      public  = droplet.ipv4_address
      private = droplet.ipv4_address_private
    }
  }
}

output "app_droplets" {
  description = "Every app droplet's public and private address, for joining them to one swarm."
  value = {
    for name, droplet in local.apps : name => {
      public  = droplet.ipv4_address
      private = droplet.ipv4_address_private
    }
  }
}
