using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Mail;

internal static class MailSetup
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        var options = MailOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(services => new Outbox(
            options,
            services.GetRequiredKeyedService<Quota>(LimitSetup.NoticesToAddress),
            services.GetRequiredService<MiniTwitMetrics>(),
            services.GetRequiredService<ILogger<Outbox>>()
        ));
        if (options is not null && !DocumentGenerator.IsRunning)
        {
            builder.Services.AddSingleton(options);
            builder.Services.AddHostedService<MailDelivery>();
        }
    }
}
