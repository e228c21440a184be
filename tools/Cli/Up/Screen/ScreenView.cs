using LogFunctions.Core.Windows;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>What the screen shows of the numbers: the keys change it.</summary>
internal sealed record ScreenView
{
    private static readonly Dimension[] s_dimensions = [Dimension.Endpoint, Dimension.Region, Dimension.Status];

    public ScreenSort Sort { get; init; }

    public Dimension Dimension { get; init; } = Dimension.Endpoint;

    /// <summary>Only values that hold this, upper and lower case alike; empty = all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Whether keys are letters of the filter.</summary>
    public bool IsFiltering { get; init; }

    /// <summary>Whether the endpoints are shown instead of the table.</summary>
    public bool ShowsEndpoints { get; init; }

    /// <summary>Whether the user wants to end the run.</summary>
    public bool IsQuit { get; init; }

    /// <summary>The view after a key.</summary>
    public ScreenView After(ConsoleKeyInfo key) => IsFiltering ? AfterFilterKey(key) : key.KeyChar switch
    {
        's' => this with { Sort = (ScreenSort)(((int)Sort + 1) % Enum.GetValues<ScreenSort>().Length) },
        'd' => this with { Dimension = s_dimensions[(Array.IndexOf(s_dimensions, Dimension) + 1) % s_dimensions.Length] },
        '/' => this with { IsFiltering = true, Filter = "" },
        'e' => this with { ShowsEndpoints = !ShowsEndpoints },
        'q' => this with { IsQuit = true },
        _ => key.Key == ConsoleKey.Escape ? this with { Filter = "", ShowsEndpoints = false } : this,
    };

    private ScreenView AfterFilterKey(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Enter => this with { IsFiltering = false },
        ConsoleKey.Escape => this with { IsFiltering = false, Filter = "" },
        ConsoleKey.Backspace => this with { Filter = Filter.Length > 0 ? Filter[..^1] : "" },
        _ => char.IsControl(key.KeyChar) || Filter.Length >= 100 ? this : this with { Filter = Filter + key.KeyChar },
    };
}
