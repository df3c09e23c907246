using System.Reflection;

namespace MiniTwit.ApiService.Reference;

/// <summary>The build runs this program to write the OpenAPI document; there it has neither secrets nor a database.</summary>
internal static class DocumentGenerator
{
    public static bool IsRunning { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";
}
