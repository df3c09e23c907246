using System.Globalization;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Publishing;

/// <summary>Writes the model's values as a compose file has them: parameters as variables, endpoints as service names and container ports.</summary>
internal sealed class Values
{
    /// <summary>Every parameter met so far.</summary>
    public HashSet<ParameterResource> Parameters { get; } = [];

    /// <summary>Every resource of which an endpoint was met so far.</summary>
    public HashSet<IResource> Reached { get; } = [];

    /// <exception cref="NotSupportedException">A kind of value that no droplet could know.</exception>
    public string Write(object? value) =>
        value switch
        {
            null => "",
            string text => Names.Literal(text),
            bool flag => flag ? "true" : "false",
            ParameterResource parameter => Variable(parameter),
            IResourceBuilder<ParameterResource> parameter => Variable(parameter.Resource),
            ReferenceExpression expression => string.Format(
                CultureInfo.InvariantCulture,
                Names.Literal(expression.Format),
                [.. expression.ValueProviders.Select(object? (part) => Write(part))]
            ),
            ConnectionStringReference connection => Write(connection.Resource.ConnectionStringExpression),
            IResourceWithConnectionString resource => Write(resource.ConnectionStringExpression),
            EndpointReference endpoint => Write(endpoint.Property(EndpointProperty.Url)),
            EndpointReferenceExpression expression => Endpoint(expression),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException($"{value.GetType().Name} has no form in a compose file."),
        };

    private string Variable(ParameterResource parameter)
    {
        Parameters.Add(parameter);
        return Names.Reference(parameter);
    }

    private string Endpoint(EndpointReferenceExpression expression)
    {
        var endpoint = expression.Endpoint;
        Reached.Add(endpoint.Resource);
        var host = HostOf(endpoint);
        var port =
            endpoint.EndpointAnnotation.TargetPort?.ToString(CultureInfo.InvariantCulture)
            ?? throw new NotSupportedException($"{host}'s endpoint {endpoint.EndpointName} has no port in its container.");
        return expression.Property switch
        {
            EndpointProperty.Url => $"{endpoint.Scheme}://{host}:{port}",
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{host}:{port}",
            EndpointProperty.Scheme => endpoint.Scheme,
            _ => throw new NotSupportedException($"{expression.Property} of an endpoint has no form in a compose file."),
        };
    }

    /// <summary>Requests go to the replicas by the name that is for them.</summary>
    private static string HostOf(EndpointReference endpoint) =>
        endpoint.EndpointName != ResourceNames.ManagementEndpoint
        && endpoint.Resource.Annotations.OfType<Service>().Any(service => service.Replicas > 1)
            ? Networks.ServingReplicas(endpoint.Resource.Name)
            : endpoint.Resource.Name;
}
