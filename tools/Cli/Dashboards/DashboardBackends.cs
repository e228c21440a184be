using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using LogFunctions.LocalCloud.Page;

namespace LogFunctions.Cli.Dashboards;

/// <summary>Where the page of <c>logfn dashboard</c> gets its numbers: a CloudWatch API on this machine, or AWS.</summary>
internal sealed class DashboardBackends : IDisposable
{
    // A list of dashboards longer than this is not looked through.
    private const int DashboardPagesMax = 20;

    private readonly HttpClient _cloudWatch;
    private readonly HttpClient? _lambda;
    private readonly CloudWatchJson _client;
    private readonly Uri? _lambdaEndpoint;
    private readonly string _where;

    /// <param name="context">The environment and the clock.</param>
    /// <param name="endpoint">A CloudWatch API; null = AWS.</param>
    /// <param name="lambda">A Lambda API; null = AWS where CloudWatch is, else none.</param>
    /// <exception cref="CliException">There is no region or there are no credentials.</exception>
    public DashboardBackends(CliContext context, Uri? endpoint, Uri? lambda)
    {
        _lambdaEndpoint = lambda;
        if (endpoint is not null)
        {
            _cloudWatch = new HttpClient();
            _lambda = lambda is null ? null : new HttpClient();
            _client = new CloudWatchJson(_cloudWatch, _ => endpoint);
            _where = endpoint.Authority;
            return;
        }

        (AWSCredentials credentials, string region) = FindAws();
        _cloudWatch = new HttpClient(new SigningHandler(credentials, "monitoring", RegionOf, context.Time, new HttpClientHandler()));
        _lambda = new HttpClient(new SigningHandler(credentials, "lambda", RegionOf, context.Time, new HttpClientHandler()));
        _client = new CloudWatchJson(_cloudWatch, asked => EndpointOf("monitoring", asked ?? region));
        _where = $"AWS, {region}";

        string RegionOf(Uri uri) => uri.Host.Split('.') is [_, var found, "amazonaws", ..] ? found : region;
    }

    /// <summary>The page's backend over these dashboards.</summary>
    public PageBackend Create(IReadOnlyList<KeyValuePair<string, string>> dashboards) => new()
    {
        Where = _where,
        Dashboards = () => dashboards,
        CloudWatchAsync = _client.CallAsync,
        InvokeAsync = _lambda is null ? null : InvokeAsync,
    };

    /// <summary>The dashboards of a stack: those whose name is the stack's, or begins with it.</summary>
    /// <exception cref="CliException">There is none, or CloudWatch cannot be asked.</exception>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> FindAsync(string stack, CancellationToken cancellationToken)
    {
        try
        {
            List<string> names = [];
            var request = new JsonObject { ["DashboardNamePrefix"] = stack };
            for (int page = 0; page < DashboardPagesMax; page++)
            {
                JsonObject answer = await _client.CallAsync(null, "ListDashboards", request, cancellationToken);
                names.AddRange((answer["DashboardEntries"] as JsonArray ?? []).Select(entry => entry?["DashboardName"]?.ToString()).OfType<string>());
                if (answer["NextToken"]?.ToString() is not { Length: > 0 } next)
                {
                    break;
                }

                request["NextToken"] = next;
            }

            List<KeyValuePair<string, string>> found = [];
            foreach (string name in names.Where(name => name.StartsWith(stack, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(20))
            {
                JsonObject dashboard = await _client.CallAsync(null, "GetDashboard", new JsonObject { ["DashboardName"] = name }, cancellationToken);
                found.Add(KeyValuePair.Create(name, dashboard["DashboardBody"]?.ToString() ?? "{}"));
            }

            return found.Count > 0 ? found : throw new CliException($"there is no dashboard whose name begins with {stack} at {_where}.");
        }
        catch (PageException error)
        {
            throw new CliException($"{error.Message.TrimEnd('.')}. Check the credentials, the region, and that they allow cloudwatch:ListDashboards and cloudwatch:GetDashboard.", ExitCode.Failed, error);
        }
    }

    public void Dispose()
    {
        _cloudWatch.Dispose();
        _lambda?.Dispose();
    }

    private static Uri EndpointOf(string service, string region) =>
        new($"https://{service}.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/");

    private static (AWSCredentials Credentials, string Region) FindAws()
    {
        try
        {
            string region = FallbackRegionFactory.GetRegionEndpoint()?.SystemName
                ?? throw new CliException("no AWS region is set: set AWS_REGION, or give --endpoint (no `logfn up` runs on this machine).");
            return (DefaultAWSCredentialsIdentityResolver.GetCredentials(), region);
        }
        catch (AmazonClientException error)
        {
            throw new CliException($"there are no AWS credentials: {error.Message.Split(". ")[0].TrimEnd('.')}. Set them (`aws configure`, AWS_PROFILE), or give --endpoint.", ExitCode.Failed, error);
        }
    }

    private async Task<JsonNode?> InvokeAsync(string arn, JsonObject payload, CancellationToken cancellationToken)
    {
        string[] parts = arn.Split(':');
        string name = parts.Length >= 7 ? parts[6] : arn;
        Uri api = _lambdaEndpoint ?? EndpointOf("lambda", parts.Length >= 7 ? parts[3] : "us-east-1");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api, $"2015-03-31/functions/{Uri.EscapeDataString(name)}/invocations"))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(payload)),
        };
        try
        {
            using HttpResponseMessage response = await _lambda!.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode && !response.Headers.Contains("X-Amz-Function-Error")
                ? CustomAnswer.Parse(text)
                : throw new PageException($"{name} failed: {text[..Math.Min(text.Length, 500)]}", 502);
        }
        catch (HttpRequestException error)
        {
            throw new PageException($"Lambda cannot be reached: {error.Message}", 502, error);
        }
    }
}
