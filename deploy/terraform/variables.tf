variable "name" {
  description = "What everything is called and tagged with."
  type        = string
  default     = "minitwit"
}

variable "environment" {
  description = "Development, Staging or Production: how the DigitalOcean project is labelled."
  type        = string
  default     = "Production"
}

variable "region" {
  description = "DigitalOcean's region."
  type        = string
  default     = "fra1"
}

variable "private_range" {
  description = "Addresses of the network between the droplets. Not 172.30.0.0/24, which the containers have."
  type        = string
  default     = "10.20.0.0/24"
}

variable "ssh_keys" {
  description = "Names of the ssh keys in the DigitalOcean account that may sign in as user deploy."
  type        = set(string)

  validation {
    condition     = length(var.ssh_keys) > 0
    error_message = "Without an ssh key nobody can sign in."
  }
}

variable "ssh_from" {
  description = "From where ssh is allowed, as a range."
  type        = string
  default     = "0.0.0.0/0"
}

variable "app" {
  description = "Size of the app droplet and of its data volume. Elasticsearch and Logstash want most of its memory."
  type = object({
    size    = optional(string, "s-4vcpu-8gb")
    disk_gb = optional(number, 50)
  })
  default = {}
}

variable "more_apps" {
  description = "Further app droplets by name, none at first: members of the first one's swarm."
  type = map(object({
    size = optional(string, "s-4vcpu-8gb")
  }))
  default = {}

  validation {
    condition     = alltrue([for name in keys(var.more_apps) : can(regex("^[a-z][a-z0-9-]*$", name)) && name != "app" && !contains(keys(var.databases), name)])
    error_message = "Names are made of small letters, digits and hyphens; app and the databases' are taken."
  }
}

variable "edge" {
  description = "Which app droplet has the edge, and so the reserved address: app, or one of more_apps."
  type        = string
  default     = "app"

  validation {
    condition     = var.edge == "app" || contains(keys(var.more_apps), var.edge)
    error_message = "There is no such droplet in more_apps."
  }
}

variable "databases" {
  description = "The database droplets by name: one, and a second while the database moves."
  type = map(object({
    size    = optional(string, "s-2vcpu-4gb")
    disk_gb = optional(number, 50)
  }))
  default = { db = {} }

  validation {
    condition     = alltrue([for name in keys(var.databases) : can(regex("^[a-z][a-z0-9-]*$", name)) && name != "app"])
    error_message = "Names are made of small letters, digits and hyphens, and app is taken."
  }
}

variable "database" {
  description = "Which of them holds the database."
  type        = string
  default     = "db"

  validation {
    condition     = contains(keys(var.databases), var.database)
    error_message = "There is no such droplet in databases."
  }
}
