using MiniTwit.AppHost.Alerting;
using MiniTwit.AppHost.Commands;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Observability;
using MiniTwit.AppHost.Postgres;
using MiniTwit.AppHost.Prometheus;
using MiniTwit.ServiceDefaults;

var builder = DistributedApplication.CreateBuilder(args);
var stack = builder.AddStack();

// Data: one database, which only the API service touches.
var database = stack.AddPostgresDatabase();

var migrations = stack.AddProject<Projects.MiniTwit_ApiService>(ResourceNames.Migrations)
    .WithArgs("migrate")
    .WithReference(database)
    .WaitFor(database);

// Apps: the pages reach data through the API alone.
var api = stack.AddProject<Projects.MiniTwit_ApiService>(ResourceNames.Api)
    .WithPublicEndpoint(stack)
    .WithManagementEndpoint(stack)
    .WithReference(database)
    .WithInternalKey(stack)
    .WaitForCompletion(migrations)
    .WithDemoCommands(stack);

var web = stack.AddProject<Projects.MiniTwit_Web>(ResourceNames.Web)
    .WithPublicEndpoint(stack)
    .WithManagementEndpoint(stack)
    .WithReference(api)
    .WithInternalKey(stack)
    .WaitFor(api);

// Observability: watches the apps and never holds them up.
var alertmanager = stack.AddAlertmanager();
var prometheus = stack.AddPrometheus().Scraping(api, web).Alerting(alertmanager);
var elasticsearch = stack.AddElasticsearch();
stack.AddLogstash(elasticsearch);
stack.AddKibana(elasticsearch);
stack.AddGrafana(prometheus, elasticsearch);

// Load, started by hand.
stack.AddProject<Projects.MiniTwit_Simulator>(ResourceNames.Simulator)
    .WithScenario()
    .WithReference(api)
    .WithExplicitStart();

stack.ReportAddressesWhenHealthy();
builder.Build().Run();
