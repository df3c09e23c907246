namespace MiniTwit.AppHost.Hosting;

/// <summary>This machine or its settings cannot run the stack; the message says what to do, for a person.</summary>
internal sealed class SetupException(string message) : DistributedApplicationException(message)
{
    /// <summary>Ends the process with the message alone: a stack trace would bury what to do.</summary>
    public static void ShowWithoutStackTrace() =>
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is SetupException problem)
            {
                Console.Error.WriteLine(problem.Message);
                Environment.Exit(1);
            }
        };
}
