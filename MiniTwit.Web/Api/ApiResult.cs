using System.Diagnostics.CodeAnalysis;

namespace MiniTwit.Web.Api;

/// <summary>Either the value that was asked for or the problem.</summary>
internal sealed record ApiResult<T>(T? Value, ApiProblem? Problem)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Problem is null;
}
