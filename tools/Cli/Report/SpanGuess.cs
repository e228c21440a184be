using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Report;

/// <summary>
/// The period of some files by the lines at their ends, so that windows of the right length can be used from the beginning. Never longer
/// than the period really is.
/// </summary>
internal static class SpanGuess
{
    private const int EndBytes = 64 * 1024;

    /// <summary>Milliseconds between the first and the last time that was found; 0 = not known.</summary>
    public static long Of(IReadOnlyList<InputFile> files, ReportOptions options)
    {
        var parser = new LineParser(options.Parser);
        byte[] buffer = new byte[EndBytes];
        long firstMs = long.MaxValue;
        long lastMs = long.MinValue;
        foreach (InputFile file in files.Where(f => f.Kind == InputKind.Lines))
        {
            try
            {
                using FileStream stream = InputFinder.Open(file.Path);
                foreach (long start in (long[])[0, Math.Max(0, file.Bytes - EndBytes)])
                {
                    int length = RandomAccess.Read(stream.SafeFileHandle, buffer, start);
                    foreach (Range range in buffer.AsSpan(0, length).Split((byte)'\n'))
                    {
                        LogRecord record = default;
                        ReadOnlySpan<byte> line = buffer.AsSpan(0, length)[range].TrimEnd((byte)'\r');
                        if (!line.IsEmpty && parser.Parse(line, -1, ref record) == RejectReason.None && IsWanted(record.TimestampMs, options))
                        {
                            firstMs = Math.Min(firstMs, record.TimestampMs);
                            lastMs = Math.Max(lastMs, record.TimestampMs);
                        }
                    }
                }
            }
            catch (IOException)
            {
                // Said when the file is read.
            }
        }

        return Math.Max(0, lastMs - firstMs);
    }

    private static bool IsWanted(long timestampMs, ReportOptions options) =>
        timestampMs >= 0
        && (options.From is not { } from || timestampMs >= from.ToUnixTimeMilliseconds())
        && (options.To is not { } to || timestampMs < to.ToUnixTimeMilliseconds());
}
