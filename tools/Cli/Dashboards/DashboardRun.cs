using LogFunctions.Cli.Output;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Dashboards;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Page;

namespace LogFunctions.Cli.Dashboards;

/// <summary>What <c>logfn dashboard</c> draws.</summary>
/// <param name="File">A body or template; null = of a stack.</param>
/// <param name="Stack">A stack whose dashboards are asked for; null = of a file.</param>
/// <param name="Endpoint">A CloudWatch API; null = AWS.</param>
/// <param name="Lambda">A Lambda API for custom widgets.</param>
/// <param name="Port">Of the page; 0 = any free one.</param>
internal sealed record DashboardRequestOptions(string? File, string? Stack, Uri? Endpoint, Uri? Lambda, int Port);

/// <summary><c>logfn dashboard</c>: serves the page for a dashboard until it is told to end.</summary>
internal sealed class DashboardRun(CliContext context, DashboardRequestOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        CancellationToken outputClosed = context.WatchOutput();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outputClosed);
        using var backends = new DashboardBackends(context, options.Endpoint, options.Lambda);
        IReadOnlyList<KeyValuePair<string, string>> dashboards = options.File is { } file ? Read(file) : await backends.FindAsync(options.Stack!, stop.Token);
        Say(dashboards);
        await using var host = new LoopbackHost();
        LoopbackEndpoint endpoint = host.Add(options.Port, new PageServer(backends.Create(dashboards), context.Time).HandleAsync, PageServer.MaxBodyBytes);
        try
        {
            await host.StartAsync(stop.Token);
        }
        catch (LocalCloudException error)
        {
            throw new CliException(error.Message, ExitCode.Failed, error);
        }

        context.Out.WriteLine(endpoint.Uri);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCode.Done;
    }

    private static KeyValuePair<string, string>[] Read(string file)
    {
        IReadOnlyList<FoundDashboard> found = DashboardCheck.Find(file);
        return found.All(each => each.Body is null)
            ? throw new CliException($"{file}: {found[0].Name}: {found[0].Problem}.")
            : [.. found.Where(each => each.Body is not null).Select(each => KeyValuePair.Create(each.Name ?? Path.GetFileNameWithoutExtension(file), each.Body!))];
    }

    /// <summary>What is not drawn is said before anybody looks for it.</summary>
    private void Say(IReadOnlyList<KeyValuePair<string, string>> dashboards)
    {
        foreach ((string name, string body) in dashboards)
        {
            try
            {
                foreach (DashboardProblem problem in DashboardReader.Read(body).Problems)
                {
                    context.Error.WriteLine(SafeText.ForTerminal($"warning: {name} {problem.Path} {problem.Message}"));
                }
            }
            catch (LocalCloudException error)
            {
                throw new CliException($"{name}: {error.Message}", ExitCode.Failed, error);
            }
        }
    }
}
