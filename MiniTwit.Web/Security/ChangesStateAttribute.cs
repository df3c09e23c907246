namespace MiniTwit.Web.Security;

/// <summary>Marks an endpoint whose GET changes something, so that the guards look at it too.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChangesStateAttribute : Attribute
{
    /// <summary>Whether the request would change something.</summary>
    public static bool AppliesTo(HttpContext context)
    {
        var method = context.Request.Method;
        return !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            || context.GetEndpoint()?.Metadata.GetMetadata<ChangesStateAttribute>() is not null;
    }
}
