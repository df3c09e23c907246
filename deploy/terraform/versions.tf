terraform {
  required_version = ">= 1.9"

  required_providers {
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "2.71.0"
    }
  }
}

# The token comes from the environment: DIGITALOCEAN_TOKEN.
provider "digitalocean" {}
