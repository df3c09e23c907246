var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();
builder.Build().Run();
