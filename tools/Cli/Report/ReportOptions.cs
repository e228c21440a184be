using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Report;

/// <summary>How <c>logfn report</c> prints.</summary>
internal enum ReportFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: the schema of <c>logfn up --report</c>, and period, regions and series besides.</summary>
    Json,

    /// <summary>For spreadsheets: the endpoints, RFC 4180.</summary>
    Csv,
}

/// <summary>What <c>logfn report</c> was asked for; valid as it is.</summary>
internal sealed record ReportOptions
{
    /// <summary>Files, folders, globs; <c>-</c> = standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Lines before it do not count; null = all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Lines from it on do not count; null = all.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only endpoints that match, with <c>*</c> for any text; null = all lines.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Endpoints listed; the JSON lists all.</summary>
    public int Top { get; init; } = 20;

    /// <summary>Length of the steps over time, seconds; null = by the period.</summary>
    public int? WindowSeconds { get; init; }

    public required ParserOptions Parser { get; init; }

    public required EndpointOptions Endpoints { get; init; }

    public ReportFormat Format { get; init; }

    /// <summary>Where the page goes; null = none.</summary>
    public string? HtmlPath { get; init; }

    /// <summary>
    /// Bytes of a part: small enough that all threads end at about the same time, large enough that a part's beginning costs nothing.
    /// </summary>
    public long PartBytes { get; init; } = 8 << 20;

    /// <summary>Parts that are read at once; the result does not depend on it.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;
}
