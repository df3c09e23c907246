using MiniTwit.AppHost.Alerting;
using MiniTwit.AppHost.Commands;
using MiniTwit.AppHost.Deploying;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Edge;
using MiniTwit.AppHost.Exporters;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Mail;
using MiniTwit.AppHost.Observability;
using MiniTwit.AppHost.Postgres;
using MiniTwit.AppHost.Prometheus;
using MiniTwit.AppHost.Publishing;
using MiniTwit.AppHost.Reports;
using MiniTwit.ServiceDefaults;

var builder = DistributedApplication.CreateBuilder(args.WithEnvironment());
var stack = builder.AddStack();

// Two machines once deployed; here, both are this one.
var app = stack.AddDroplet("app-droplet", host: "app");
var db = stack.AddDroplet("db-droplet", host: "database", stack.DatabaseAddress);

// Data: one database, which only the API service touches.
var database = db.AddPostgresDatabase();

var migrations = app.AddProject<Projects.MiniTwit_ApiService>(ResourceNames.Migrations)
    .WithArgs("migrate")
    .OwningDatabase(stack, database)
    .WaitFor(database);

// Apps: the pages reach data through the API alone.
var api = app.AddProject<Projects.MiniTwit_ApiService>(ResourceNames.Api)
    .WithPublicEndpoint(stack)
    .WithManagementEndpoint(stack)
    .UsingDatabase(stack, database)
    .WithInternalKey(stack)
    .WithSimulatorCredential(stack)
    .WaitForCompletion(migrations)
    .WithDemoCommands(stack);

var web = app.AddProject<Projects.MiniTwit_Web>(ResourceNames.Web)
    .WithPublicEndpoint(stack)
    .WithManagementEndpoint(stack)
    .WithReference(api)
    .WithInternalKey(stack)
    .WithSite(stack)
    .WaitFor(api);

api.SendingMail(stack, web);

// Observability: watches the apps and never holds them up.
var alertmanager = app.AddAlertmanager();
var prometheus = app.AddPrometheus().Scraping(api, web).Alerting(alertmanager);
var elasticsearch = app.AddElasticsearch();
app.AddLogstash(elasticsearch);
app.AddKibana(elasticsearch);
app.AddGrafana(prometheus, elasticsearch);

// Only on droplets: what the world reaches, and what tells Prometheus of the machines.
app.AddCaddy(web, api);
app.AddBlackboxExporter();
app.AddElasticsearchExporter(elasticsearch);
app.AddHostExporters("app");
db.AddHostExporters("db", stack.DatabaseAddress);

// Load, started by hand, never deployed.
stack.AddSimulator(api);

stack.OrderDashboard();
stack.ReportToTheTerminal();
stack.WriteDropletFilesWhenPublishing();
stack.AddDeploySteps();
builder.Build().RunUntilStopped(stack);
