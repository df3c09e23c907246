namespace MiniTwit.Web.Security;

/// <summary>Marks an endpoint whose GET changes something, so that <see cref="CrossSiteGuard"/> looks at it too.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChangesStateAttribute : Attribute;
