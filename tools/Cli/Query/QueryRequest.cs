using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>What <c>logfn query</c> was asked for; valid as it is.</summary>
internal sealed record QueryRequest
{
    /// <summary>What is counted by.</summary>
    public required Dimension Dimension { get; init; }

    /// <summary>One value: its windows are listed. Null: the range's totals by value.</summary>
    public required string? Value { get; init; }

    /// <summary>The windows that answer.</summary>
    public required QueryPlan Plan { get; init; }

    /// <summary>Start as asked for.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End as asked for.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Now.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Values wanted.</summary>
    public required int Top { get; init; }

    /// <summary>What they are ordered by.</summary>
    public required TopBy By { get; init; }

    /// <summary>Which values are wanted; null = all.</summary>
    public required ValuePattern? Match { get; init; }

    /// <summary>Only what came through this stream; null = everything.</summary>
    public required string? Stream { get; init; }

    /// <summary>Closed windows only.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Ask again so often; null = once.</summary>
    public required TimeSpan? WatchEvery { get; init; }

    /// <summary>What times are shown in.</summary>
    public required TimeZoneInfo TimeZone { get; init; }
}
