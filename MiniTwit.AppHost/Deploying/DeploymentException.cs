namespace MiniTwit.AppHost.Deploying;

/// <summary>An operation does not go on; the message says why and what to do, for the operator who reads it.</summary>
internal sealed class DeploymentException(string message) : DistributedApplicationException(message);
