namespace MiniTwit.AppHost.Deploying;

/// <summary>An operation does not go on; the message says why and what to do, for the operator who reads it.</summary>
internal sealed class DeploymentException(string message) : DistributedApplicationException(message)
{
    /// <exception cref="DeploymentException">It is not so.</exception>
    public static void Unless(bool isSo, string message)
    {
        if (!isSo)
        {
            throw new DeploymentException(message);
        }
    }
}
