using System.Diagnostics.CodeAnalysis;

namespace LogFunctions.Core.Parsing;

/// <summary>Which column of a tab separated CloudFront line holds what.</summary>
/// <remarks>
/// Sources: real-time-logs.md and AccessLogs.md of the archived CloudFront guide (43 real-time and 33 standard fields);
/// the newer real-time names are those of the Terraform provider.
/// </remarks>
internal sealed class CloudFrontFieldList
{
    /// <summary>The column of a field that the list does not have.</summary>
    public const int MissingColumn = -2;

    private const string RealtimeNames =
        "timestamp,c-ip,time-to-first-byte,sc-status,sc-bytes,cs-method,cs-protocol,cs-host,cs-uri-stem,cs-bytes,"
        + "x-edge-location,x-edge-request-id,x-host-header,time-taken,cs-protocol-version,c-ip-version,cs-user-agent,"
        + "cs-referer,cs-cookie,cs-uri-query,x-edge-response-result-type,x-forwarded-for,ssl-protocol,ssl-cipher,"
        + "x-edge-result-type,fle-encrypted-fields,fle-status,sc-content-type,sc-content-len,sc-range-start,sc-range-end,"
        + "c-port,x-edge-detailed-result-type,c-country,cs-accept-encoding,cs-accept,cache-behavior-path-pattern,"
        + "cs-headers,cs-header-names,cs-headers-count,origin-fbl,origin-lbl,asn";

    private const string NewerNames =
        "cmcd-encoded-bitrate,cmcd-buffer-length,cmcd-buffer-starvation,cmcd-content-id,cmcd-object-duration,cmcd-deadline,"
        + "cmcd-measured-throughput,cmcd-next-object-request,cmcd-next-range-request,cmcd-object-type,cmcd-playback-rate,"
        + "cmcd-requested-maximum-throughput,cmcd-streaming-format,cmcd-session-id,cmcd-stream-type,cmcd-startup,"
        + "cmcd-top-bitrate,cmcd-version,r-host,sr-reason,x-edge-mqcs,distribution-tenant-id,connection-id";

    private const string StandardNames =
        "date,time,x-edge-location,sc-bytes,c-ip,cs-method,cs(Host),cs-uri-stem,sc-status,cs(Referer),cs(User-Agent),"
        + "cs-uri-query,cs(Cookie),x-edge-result-type,x-edge-request-id,x-host-header,cs-protocol,cs-bytes,time-taken,"
        + "x-forwarded-for,ssl-protocol,ssl-cipher,x-edge-response-result-type,cs-protocol-version,fle-status,"
        + "fle-encrypted-fields,c-port,time-to-first-byte,x-edge-detailed-result-type,sc-content-type,sc-content-len,"
        + "sc-range-start,sc-range-end";

    private static readonly string[] s_realtime = RealtimeNames.Split(',');

    private static readonly string[] s_known = RealtimeNames
        .Replace(",c-ip,", ",c-ip,s-ip,", StringComparison.Ordinal)
        .Replace(",cs-headers-count,", ",cs-headers-count,primary-distribution-id,primary-distribution-dns-name,", StringComparison.Ordinal)
        .Split(',').Concat(NewerNames.Split(',')).ToArray();

    private static readonly string[] s_standard = StandardNames.Split(',');

    private readonly CloudFrontField[] _columns;
    private readonly int[] _columnOfField;

    private CloudFrontFieldList(IReadOnlyList<string> names)
    {
        _columns = names.Select(FieldOfName).ToArray();
        UserAgentColumn = names.ToList().FindIndex(name => name is "cs-user-agent" or "cs(User-Agent)");
        RefererColumn = names.ToList().FindIndex(name => name is "cs-referer" or "cs(Referer)");
        ColumnCount = _columns.Length;
        HasDate = _columns.Contains(CloudFrontField.Date);
        LastUsedColumn = Array.FindLastIndex(_columns, field => field != CloudFrontField.Ignored);
        _columnOfField = Enumerable.Range(0, (int)CloudFrontField.Ignored)
            .Select(field => Array.IndexOf(_columns, (CloudFrontField)field) is var column and >= 0 ? column : MissingColumn).ToArray();
    }

    /// <summary>AWS's 43 real-time fields.</summary>
    public static CloudFrontFieldList Realtime { get; } = new(s_realtime);

    /// <summary>All 69 known real-time fields.</summary>
    public static CloudFrontFieldList AllRealtime { get; } = new(s_known);

    /// <summary>The 33 fields of the standard log. AWS only ever appended to them, so older files are a prefix.</summary>
    public static CloudFrontFieldList Standard { get; } = new(s_standard);

    /// <summary>Names of every known field, for messages and tests.</summary>
    internal static IReadOnlyList<string> KnownNames => s_known;

    public int ColumnCount { get; }

    /// <summary>date and time instead of timestamp: a standard log.</summary>
    public bool HasDate { get; }

    public int LastUsedColumn { get; }

    /// <summary>Below 0 when the list has none; nothing is counted by it.</summary>
    public int UserAgentColumn { get; }

    /// <inheritdoc cref="UserAgentColumn"/>
    public int RefererColumn { get; }

    public ReadOnlySpan<CloudFrontField> Columns => _columns;

    /// <summary>By field, <see cref="CloudFrontField.Ignored"/> left out: its column, or <see cref="MissingColumn"/>.</summary>
    public ReadOnlySpan<int> ColumnOfField => _columnOfField;

    /// <summary>A configured real-time list.</summary>
    /// <exception cref="FormatException">A name is unknown or given twice, or a needed field is missing.</exception>
    public static CloudFrontFieldList FromNames(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (!s_known.Contains(name))
            {
                throw new FormatException($"CloudFront field '{name}' is not known; known are {string.Join(", ", s_known)}");
            }

            if (names.Count(other => other == name) > 1)
            {
                throw new FormatException($"CloudFront field '{name}' is given twice");
            }
        }

        foreach (string needed in new[] { "timestamp", "sc-status", "cs-uri-stem" })
        {
            if (!names.Contains(needed))
            {
                throw new FormatException($"CloudFront fields must contain {needed}; without it no line can be counted");
            }
        }

        return new CloudFrontFieldList(names);
    }

    /// <summary>The list of a <c>#Fields: date time ...</c> line; false when it lacks what every line needs.</summary>
    public static bool TryFromDirective(string directive, [NotNullWhen(true)] out CloudFrontFieldList? list)
    {
        string[] names = directive.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var candidate = new CloudFrontFieldList(names);
        bool isUsable = candidate.HasDate && candidate._columns.Contains(CloudFrontField.Time)
            && candidate._columns.Contains(CloudFrontField.Status) && candidate._columns.Contains(CloudFrontField.Target)
            && candidate._columns.Where(field => field != CloudFrontField.Ignored).Distinct().Count()
                == candidate._columns.Count(field => field != CloudFrontField.Ignored);
        list = isUsable ? candidate : null;
        return isUsable;
    }

    private static CloudFrontField FieldOfName(string name) => name switch
    {
        "timestamp" => CloudFrontField.Timestamp,
        "date" => CloudFrontField.Date,
        "time" => CloudFrontField.Time,
        "c-ip" => CloudFrontField.Client,
        "sc-status" => CloudFrontField.Status,
        "sc-bytes" => CloudFrontField.Bytes,
        "cs-method" => CloudFrontField.Method,
        "cs-uri-stem" => CloudFrontField.Target,
        "time-taken" => CloudFrontField.TimeTaken,
        "x-edge-location" => CloudFrontField.Edge,
        "c-country" => CloudFrontField.Country,
        _ => CloudFrontField.Ignored,
    };
}
