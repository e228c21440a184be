using Amazon.Runtime;
using LogFunctions.Cli.Dashboards;

namespace LogFunctions.Tools.Tests.Page;

public sealed class SigningTests
{
    [Fact]
    public void Signature_OfThePublishedExample_IsThePublishedOne()
    {
        // "get-vanilla" of the test suite that AWS published with Signature Version 4.
        using var inner = new HttpClientHandler();
        using var handler = new SigningHandler(new AnonymousAWSCredentials(), "service", _ => "us-east-1", TimeProvider.System, inner);
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.amazonaws.com/");

        handler.Sign(request, [], new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null), new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        string authorization = Assert.Single(request.Headers.GetValues("Authorization"));
        Assert.EndsWith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", authorization);
        Assert.Contains("SignedHeaders=host;x-amz-date", authorization);
    }
}
