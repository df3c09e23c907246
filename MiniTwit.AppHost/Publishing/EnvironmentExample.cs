using System.Text;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>A droplet's <c>.env.example</c>: every parameter, with what it is.</summary>
internal static class EnvironmentExample
{
    /// <exception cref="DistributedApplicationException">A parameter has no description.</exception>
    public static string Write(DropletResource droplet, IEnumerable<Part> all)
    {
        var parameters = all.Where(part => part.Droplet == droplet)
            .SelectMany(part => part.Parameters.Concat(Addresses(part, all)))
            .Distinct()
            .OrderBy(parameter => parameter.Annotations.OfType<Optional>().Any())
            .ThenBy(parameter => parameter.Name, StringComparer.Ordinal)
            .ToList();
        var file = new StringBuilder()
            .Append($"# The parameters of the {droplet.Host} droplet. Generated from MiniTwit.AppHost by deploy/generate.sh.\n")
            .Append("# deploy.sh writes .env from the settings file, with these names. In a value, a $ is written $$.\n");
        foreach (var parameter in parameters)
        {
            var description =
                parameter.Description ?? throw new DistributedApplicationException($"The parameter '{parameter.Name}' has no description.");
            var optional = parameter.Annotations.OfType<Optional>().SingleOrDefault();
            var kind =
                (parameter.Secret ? " Secret." : "")
                + optional switch
                {
                    null => "",
                    { Fallback: "" } => " Optional.",
                    _ => $" Optional: {optional.Fallback} where empty.",
                };
            file.Append($"\n# {description}{kind}\n{Names.Variable(parameter)}={(parameter.Secret ? "" : Usual(parameter))}\n");
        }

        return file.ToString();
    }

    private static IEnumerable<ParameterResource> Addresses(Part part, IEnumerable<Part> all) =>
        all.Where(other => other.Droplet != part.Droplet && part.Reaches.Contains(other.Resource)).Select(other => other.Droplet.Address!);

    private static string Usual(ParameterResource parameter) => parameter.Annotations.OfType<Usual>().SingleOrDefault()?.Value ?? "";
}
