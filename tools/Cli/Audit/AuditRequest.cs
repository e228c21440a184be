using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Audit;

/// <summary>What is to be held against the windows.</summary>
internal sealed record AuditRequest
{
    /// <summary>Where the archive is; null = the stream alone is read.</summary>
    public required string? Archive { get; init; }

    /// <summary>Name of the stream; null = the only one in the ledger table.</summary>
    public required string? Stream { get; init; }

    /// <summary>First second of the windows compared, a whole minute; null = all that the lines at hand cover.</summary>
    public required long? FromSeconds { get; init; }

    /// <summary>First second that is not compared.</summary>
    public required long? ToSeconds { get; init; }

    /// <summary>As the stream's.</summary>
    public required ParserOptions Parser { get; init; }

    /// <summary>As the stream's.</summary>
    public required EndpointOptions Endpoints { get; init; }
}
