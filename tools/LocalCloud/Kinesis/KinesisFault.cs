using System.Globalization;

namespace LogFunctions.LocalCloud;

/// <summary>A share of the calls fails, as in an experiment of AWS Fault Injection Service.</summary>
/// <param name="Kind">How.</param>
/// <param name="Share">Of the calls that it is for, above 0 to 1.</param>
public sealed record KinesisFault(KinesisFaultKind Kind, double Share)
{
    private const string Service = "kinesis:";

    private static readonly Dictionary<string, KinesisFaultKind> s_kinds = new()
    {
        ["internal-error"] = KinesisFaultKind.InternalError,
        ["throttle-error"] = KinesisFaultKind.ThrottleError,
        ["unavailable-error"] = KinesisFaultKind.UnavailableError,
        ["provisioned-throughput-exception"] = KinesisFaultKind.ProvisionedThroughputException,
        ["throughput-exceeded"] = KinesisFaultKind.ProvisionedThroughputException,
        ["expired-iterator-exception"] = KinesisFaultKind.ExpiredIteratorException,
    };

    /// <summary>Reads <c>kinesis:provisioned-throughput-exception=5%</c>: the last part of an FIS action, and a share of the calls.</summary>
    /// <exception cref="FormatException">It is not that; the message says what is allowed.</exception>
    public static KinesisFault Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (!name.StartsWith(Service, StringComparison.Ordinal) || !s_kinds.TryGetValue(name[Service.Length..], out KinesisFaultKind kind))
        {
            throw new FormatException($"'{name}' is no fault; there are {string.Join(", ", s_kinds.Keys.Select(k => Service + k))}");
        }

        string share = equals < 0 ? "" : text[(equals + 1)..];
        bool isShare = double.TryParse(share.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && share.EndsWith('%') && percent is > 0 and <= 100;
        return isShare ? new KinesisFault(kind, percent / 100) : throw new FormatException($"'{text}' has no share of the calls; write {name}=5%");
    }
}
