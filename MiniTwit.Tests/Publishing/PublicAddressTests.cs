using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>What signs people in behind the edge knows the address that they see, and never lets its cookie go without TLS.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("grafana", "GF_SERVER_ROOT_URL", "https://${GRAFANA_HOST:?}/")]
    [InlineData("grafana", "GF_SERVER_DOMAIN", "${GRAFANA_HOST:?}")]
    [InlineData("grafana", "GF_SECURITY_COOKIE_SECURE", "true")]
    [InlineData("kibana", "SERVER_PUBLICBASEURL", "https://${KIBANA_HOST:?}")]
    [InlineData("kibana", "XPACK_SECURITY_SECURECOOKIES", "true")]
    [InlineData("kibana", "XPACK_SECURITY_SAMESITECOOKIES", "Lax")]
    public void It_is_told(string service, string setting, string value) =>
        Assert.Equal(value, Scalar(Map(Read(SwarmStack, "services")[service], "environment"), setting));
}
