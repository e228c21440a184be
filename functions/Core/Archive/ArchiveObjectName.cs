using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Core.Archive;

/// <summary>
/// Name of an object of the archive: <c>raw/dt=2026-11-29/hr=11/shardId-000000000003/previous-first-last.gz</c>, sequence numbers of its shard. It holds
/// every record behind <c>previous</c> up to <c>last</c> that the stream delivered, so the same name is the same records, and the objects of a shard are a chain.
/// Its folder is the hour in which its first record arrived (UTC).
/// </summary>
/// <param name="Folder">Everything before the shard, with a slash at its end; may be empty.</param>
/// <param name="ShardId">The shard.</param>
/// <param name="Previous">Last record of the object before; none for the first of a shard.</param>
/// <param name="First">First record of this one.</param>
/// <param name="Last">Last record of this one.</param>
public sealed record ArchiveObjectName(string Folder, string ShardId, SequenceNumber Previous, SequenceNumber First, SequenceNumber Last)
{
    /// <summary>Folder of all objects.</summary>
    public const string Root = "raw/";

    private const string Suffix = ".gz";

    /// <summary>The name by the arrival of the first record.</summary>
    public static ArchiveObjectName Of(string shardId, SequenceNumber previous, SequenceNumber first, SequenceNumber last, long firstArrivalMs) =>
        new(FolderOf(DateTimeOffset.FromUnixTimeMilliseconds(firstArrivalMs)), shardId, previous, first, last);

    /// <summary>Folder of an hour of arrival.</summary>
    public static string FolderOf(DateTimeOffset arrival) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root}dt={arrival.UtcDateTime:yyyy-MM-dd}/hr={arrival.UtcDateTime:HH}/");

    /// <summary>Reads a name; slashes may be those of any file system.</summary>
    /// <param name="path">Key of an object, or path of a file.</param>
    /// <param name="name">The name.</param>
    /// <returns>False: it is no object of an archive.</returns>
    public static bool TryParse(string path, [NotNullWhen(true)] out ArchiveObjectName? name)
    {
        ArgumentNullException.ThrowIfNull(path);
        name = null;
        string[] parts = path.Split('/', '\\');
        if (parts.Length < 2 || !parts[^1].EndsWith(Suffix, StringComparison.Ordinal) || parts[^2].Length == 0)
        {
            return false;
        }

        string[] numbers = parts[^1][..^Suffix.Length].Split('-');
        if (numbers.Length != 3 || !numbers.All(IsNumber))
        {
            return false;
        }

        string folder = path[..^(parts[^1].Length + parts[^2].Length + 1)];
        SequenceNumber previous = numbers[0] == "0" ? default : SequenceNumber.Parse(numbers[0]);
        name = new ArchiveObjectName(folder, parts[^2], previous, SequenceNumber.Parse(numbers[1]), SequenceNumber.Parse(numbers[2]));
        return true;
    }

    /// <summary>The key.</summary>
    public override string ToString() =>
        $"{Folder}{ShardId}/{(Previous.IsNone ? "0" : Previous.ToString())}-{First}-{Last}{Suffix}";

    private static bool IsNumber(string text) => text.Length is > 0 and <= SequenceNumber.MaxDigits && text.All(char.IsAsciiDigit);
}
