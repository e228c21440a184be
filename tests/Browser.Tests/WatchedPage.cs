using System.Text.Json;
using Microsoft.Playwright;

namespace LogFunctions.Browser.Tests;

/// <summary>A page whose every complaint and request is noted; at its end there may be none to complain of.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _wrong = [];

    private WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"page error: {error}");
        page.Request += (_, request) => Note(!request.Url.StartsWith("data:", StringComparison.Ordinal) && new Uri(request.Url).Host != "127.0.0.1", $"request to {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Opens an address and waits until its data is drawn.</summary>
    public static async Task<WatchedPage> OpenAsync(PageFixture fixture, Uri address, string query = "", int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await fixture.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            Locale = "en-US",
        });
        context.SetDefaultTimeout(20_000);
        var watched = new WatchedPage(context, await context.NewPageAsync());
        await watched.Page.GotoAsync(new Uri(address, query).ToString());
        await watched.Page.WaitForSelectorAsync("body[data-ticks]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        return watched;
    }

    /// <summary>Waits for a condition of the page.</summary>
    public Task UntilAsync(string condition) => Page.WaitForFunctionAsync($"() => {{ {condition} }}");

    /// <summary>What a chart draws: per series its name, and time and value of its points.</summary>
    public async Task<ChartSeries[]> ChartAsync(string title)
    {
        ILocator card = Page.Locator(".card", new PageLocatorOptions { Has = Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = title, Exact = true }) });
        await card.ScrollIntoViewIfNeededAsync();
        await card.Locator("canvas").First.WaitForAsync();
        string drawn = await Page.EvaluateAsync<string>(
            """
            (title) => {
              const card = [...document.querySelectorAll('.card')].find((one) => one.querySelector('h2')?.textContent === title);
              const chart = echarts.getInstanceByDom(card.querySelector('.chart'));
              return JSON.stringify(chart.getOption().series.map((series) => ({ id: series.id, name: series.name, times: series.data.map((point) => point[0]), values: series.data.map((point) => point[1]) })));
            }
            """,
            title);
        return JsonSerializer.Deserialize<ChartSeries[]>(drawn, JsonSerializerOptions.Web)!;
    }

    public async ValueTask DisposeAsync()
    {
        bool isHacked = await Page.EvaluateAsync<bool>("() => Boolean(window.hacked)");
        await _context.DisposeAsync();
        Assert.False(isHacked, "a text was run as a script");
        lock (_wrong)
        {
            Assert.Empty(_wrong);
        }
    }

    private void Note(bool isWrong, string what)
    {
        if (isWrong)
        {
            lock (_wrong)
            {
                _wrong.Add(what);
            }
        }
    }
}
