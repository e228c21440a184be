using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Dashboards;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.Page;

/// <summary>
/// The page and its small JSON API. For the browser on this machine only: other hosts' names are refused (a name that somebody points at
/// 127.0.0.1 is another origin's), pages of other origins are refused by <see cref="Hosting.LoopbackHost"/>, and the content security policy
/// lets the page load nothing but itself.
/// </summary>
internal sealed class PageServer
{
    /// <summary>Longest body of a request, bytes.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // In a time of minutes a point of a minute says little.
    private static readonly TimeSpan s_shortTime = TimeSpan.FromMinutes(16);

    // As many widgets at a time as do not keep a laptop busy.
    private const int ParallelMax = 4;
    private const int TailLinesMax = 300;

    private readonly PageBackend _backend;
    private readonly PageDashboards _dashboards;
    private readonly SeriesSource _series;
    private readonly TimeProvider _time;

    public PageServer(PageBackend backend, TimeProvider time)
    {
        _backend = backend;
        _dashboards = new PageDashboards(backend);
        _series = new SeriesSource(backend);
        _time = time;
    }

    public async Task HandleAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        try
        {
            if (context.Request.Host.Host is not ("127.0.0.1" or "localhost"))
            {
                throw new PageException("This page is for this machine only: open it by its address on 127.0.0.1.", StatusCodes.Status403Forbidden);
            }

            await RouteAsync(context);
        }
        catch (PageException error)
        {
            await WriteAsync(context, new { error = error.Message }, error.Status);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer has gone on.
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        return (context.Request.Method, path) switch
        {
            ("POST", "/api/dashboard") => DashboardAsync(context),
            ("POST", "/api/data") => DataAsync(context),
            ("POST", "/api/custom") => CustomAsync(context),
            ("GET", "/api/tail") => TailAsync(context),
            ("GET" or "HEAD", _) when PageAssets.Find(path == "/" ? "index.html" : path[1..]) is { } asset => AssetAsync(context, asset),
            _ => throw new PageException($"{context.Request.Method} {path} is not part of the page.", StatusCodes.Status404NotFound),
        };
    }

    private static async Task AssetAsync(HttpContext context, PageAsset asset)
    {
        context.Response.Headers.ETag = asset.ETag;
        context.Response.Headers.CacheControl = "no-cache"; // asked for again, answered by 304
        if (context.Request.Headers.IfNoneMatch == asset.ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(asset.Bytes, context.RequestAborted);
        }
    }

    private async Task DashboardAsync(HttpContext context)
    {
        DashboardRequest request = await ReadAsync<DashboardRequest>(context);
        (string name, IReadOnlyList<string> names, JsonObject body) = _dashboards.Find(request.Dashboard);
        Dashboard plain = DashboardReader.Read(body);
        string? note = names.Count == 0 ? "There is no dashboard in the template." : null;
        IReadOnlyList<PageVariable> variables = [];
        try
        {
            variables = await _dashboards.VariablesAsync(plain, request.Variables, context.RequestAborted);
        }
        catch (PageException error)
        {
            note = error.Message;
        }

        Dictionary<string, string> chosen = variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Id, variable => variable.Value!);
        Dashboard dashboard = _dashboards.Read(name, chosen);
        DateTimeOffset now = _time.GetUtcNow();
        await WriteAsync(context, new
        {
            name,
            names,
            where = _backend.Where,
            hasTail = _backend.Tail is not null,
            canInvoke = _backend.InvokeAsync is not null,
            now = now.ToUnixTimeMilliseconds(),
            start = Milliseconds(dashboard.Start, now),
            end = Milliseconds(dashboard.End, now),
            _backend.PreferredRange,
            isRelative = dashboard.End is null && dashboard.Start is { Length: > 0 } start && !TimeText.TryReadIso(start, out _),
            dashboard.PeriodOverride,
            dashboard.Widgets,
            variables,
            plain.Problems,
            note,
        });
    }

    private static long? Milliseconds(string? text, DateTimeOffset now) =>
        text is not null && TimeText.TryRead(text, now, out DateTimeOffset time) ? time.ToUnixTimeMilliseconds() : null;

    private async Task DataAsync(HttpContext context)
    {
        DataRequest request = await ReadAsync<DataRequest>(context);
        DateTimeOffset now = _time.GetUtcNow();
        DataRange range = RangeOf(request.From, request.To, request.Period, now);
        Dashboard dashboard = _dashboards.Read(request.Dashboard, request.Variables);
        Widget[] wanted = [.. (request.Widgets ?? []).Distinct().Where(i => i >= 0 && i < dashboard.Widgets.Count).Select(i => dashboard.Widgets[i])];
        var data = new WidgetData[wanted.Length];
        await Parallel.ForAsync(0, wanted.Length, new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = context.RequestAborted }, async (i, token) =>
            data[i] = await _series.ReadAsync(wanted[i], OwnRange(wanted[i], range), token));
        await WriteAsync(context, new { now = now.ToUnixTimeMilliseconds(), widgets = data });
    }

    /// <summary>A widget's own time goes before the dashboard's.</summary>
    private static DataRange OwnRange(Widget widget, DataRange range)
    {
        if (widget.Metric?.Start is not { } start || !TimeText.TryRead(start, range.Now, out DateTimeOffset from))
        {
            return range;
        }

        DateTimeOffset to = widget.Metric.End is { } end && TimeText.TryRead(end, range.Now, out DateTimeOffset until) ? until : range.Now;
        return to > from ? range with { From = from, To = to } : range;
    }

    private DataRange RangeOf(long from, long to, int? period, DateTimeOffset now)
    {
        const long YearsMs = 20L * 365 * 86_400_000;
        long least = now.ToUnixTimeMilliseconds() - YearsMs;
        return from >= to || from < least || to > now.ToUnixTimeMilliseconds() + YearsMs || period is < 1
            ? throw new PageException("The time range is none: its beginning must be before its end, and within 20 years.")
            : new DataRange(
                DateTimeOffset.FromUnixTimeMilliseconds(from),
                DateTimeOffset.FromUnixTimeMilliseconds(to),
                now,
                period,
                to - from <= s_shortTime.TotalMilliseconds ? _backend.ShortPeriodSeconds : null);
    }

    private async Task CustomAsync(HttpContext context)
    {
        CustomRequest request = await ReadAsync<CustomRequest>(context);
        if (_backend.InvokeAsync is not { } invokeAsync)
        {
            throw new PageException("Functions cannot be invoked from here: give --lambda, the address of a Lambda API, such as that of logfn up.");
        }

        (string name, _, _) = _dashboards.Find(request.Dashboard);
        Dashboard dashboard = _dashboards.Read(name, request.Variables);
        if (request.Widget < 0 || request.Widget >= dashboard.Widgets.Count || dashboard.Widgets[request.Widget] is not { Custom: { } custom } widget)
        {
            throw new PageException($"Widget {request.Widget} is no custom widget.");
        }

        JsonNode? answer = await invokeAsync(request.Endpoint ?? custom.Endpoint, CustomEvent.Write(name, widget, request), context.RequestAborted);
        await WriteAsync(context, answer switch
        {
            JsonValue text when text.GetValueKind() == JsonValueKind.String => new { html = text.ToString() },
            JsonObject { Count: 1 } object_ when object_["markdown"] is JsonValue markdown => new { markdown = markdown.ToString() },
            _ => new { json = answer?.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) ?? "null" },
        });
    }

    private Task TailAsync(HttpContext context)
    {
        if (_backend.Tail is not { } tail)
        {
            throw new PageException("There is no live tail here.", StatusCodes.Status404NotFound);
        }

        long after = long.TryParse(context.Request.Query["after"], CultureInfo.InvariantCulture, out long number) ? number : 0;
        (IReadOnlyList<TailLine> lines, long last, long skipped) = tail.Read(after, TailLinesMax);
        return WriteAsync(context, new { lines, last, skipped });
    }

    private static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, PageJson.Options, context.RequestAborted) ?? throw new PageException("The request is empty.");
        }
        catch (JsonException error)
        {
            throw new PageException($"The request is not understood: {error.Message}", innerException: error);
        }
        catch (BadHttpRequestException error)
        {
            throw new PageException(error.Message, error.StatusCode, error);
        }
    }

    private static async Task WriteAsync(HttpContext context, object answer, int status = StatusCodes.Status200OK)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), PageJson.Options);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
