using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace LogFunctions.Cli.Check.Suggest;

/// <summary>A field over all lines of one shape: only what holds for every line says what it is.</summary>
internal sealed partial class LineColumn
{
    private readonly string[] _stated;

    /// <param name="fields">The field of each line.</param>
    public LineColumn(IReadOnlyList<LineField> fields)
    {
        Field = fields[0];
        Values = [.. fields.Select(field => field.Value)];
        _stated = [.. Values.Where(value => value is not ("-" or ""))];
    }

    /// <summary>Of the first line.</summary>
    public LineField Field { get; }

    /// <summary>Of every line.</summary>
    public IReadOnlyList<string> Values { get; }

    public bool IsWhole => All(WholeNumber());

    /// <summary>Numbers with exactly three decimals, as nginx writes times.</summary>
    public bool AreSeconds => All(Seconds());

    public bool AreOtherDecimals => All(Decimals()) && !AreSeconds;

    public bool AreNumbers => All(Number());

    /// <summary>Several upstreams' times in some line, and nothing else in any.</summary>
    public bool AreLists => All(SecondsOrList()) && !AreSeconds;

    public bool AreAddresses => _stated.Length > 0 && _stated.All(value => value.Split(',').All(one => IPAddress.TryParse(one.Trim(), out _)));

    /// <summary>Some value is a list of addresses.</summary>
    public bool AreForwarded => AreAddresses && _stated.Any(value => value.Contains(',', StringComparison.Ordinal));

    public bool AreStatuses => Values.All(value => value == "-" || (Status().IsMatch(value) && s_statuses.Contains(int.Parse(value, CultureInfo.InvariantCulture)))) && _stated.Length > 0;

    public bool AreBytes => Values.All(value => value == "-" || WholeNumber().IsMatch(value));

    public bool AreRequests => All(RequestLine());

    public bool AreMethods => All(Method());

    public bool AreTargets => All(Target());

    public bool AreReferers => Values.All(value => value is "-" or "" || value.StartsWith("http", StringComparison.Ordinal));

    public bool AreClfTimes => All(ClfTime());

    public bool AreIsoTimes => All(IsoTime());

    public bool AreEpochTimes => All(EpochTime());

    public bool ArePorts => IsWhole && _stated.All(value => value is "80" or "443" or "8080" or "8443");

    public bool AreDashes => _stated.Length == 0;

    /// <summary>Of every line; null where there is none.</summary>
    public IEnumerable<decimal?> Numbers =>
        Values.Select(value => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : (decimal?)null);

    // As registered with IANA, and what proxies write beside them.
    private static readonly HashSet<int> s_statuses =
    [
        .. Enumerable.Range(100, 4), .. Enumerable.Range(200, 9), 226, .. Enumerable.Range(300, 9), .. Enumerable.Range(400, 19), .. Enumerable.Range(421, 6),
        428, 429, 431, 444, 451, .. Enumerable.Range(494, 6), .. Enumerable.Range(500, 12), .. Enumerable.Range(520, 11),
    ];

    private bool All(Regex form) => _stated.Length > 0 && _stated.All(value => form.IsMatch(value));

    [GeneratedRegex(@"^[0-9]{1,18}$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^[0-9]{1,8}\.[0-9]{3}$")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^[0-9]{1,8}\.[0-9]{1,9}$")]
    private static partial Regex Decimals();

    [GeneratedRegex(@"^[0-9]{1,18}(\.[0-9]{1,9})?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(-|[0-9]+\.[0-9]{3})((, ?| : )(-|[0-9]+\.[0-9]{3}))*$")]
    private static partial Regex SecondsOrList();

    [GeneratedRegex(@"^[1-9][0-9]{2}$")]
    private static partial Regex Status();

    [GeneratedRegex(@"^[A-Z][A-Z-]{1,20} .*?( HTTP/[0-9.]+)?$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE|PROPFIND)$")]
    private static partial Regex Method();

    [GeneratedRegex(@"^(/|\*$|https?://)")]
    private static partial Regex Target();

    [GeneratedRegex(@"^[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}$")]
    private static partial Regex ClfTime();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$")]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^1[0-9]{9}\.[0-9]{3}$")]
    private static partial Regex EpochTime();
}
