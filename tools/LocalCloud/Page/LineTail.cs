namespace LogFunctions.LocalCloud.Page;

/// <summary>
/// The newest lines of the stream, kept for whoever looks at the page. Whoever fills it asks <see cref="IsWatched"/> first: nobody looks
/// most of the time, and then nothing is read.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class LineTail(TimeProvider time)
{
    /// <summary>Lines kept.</summary>
    public const int LinesMax = 2_000;

    /// <summary>Characters kept of a line.</summary>
    public const int LineCharactersMax = 2_000;

    private static readonly TimeSpan s_watched = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<TailLine> _lines = new();
    private long _last;
    private long _skipped;
    private long _askedAt = long.MinValue;

    /// <summary>Whether somebody has looked within the last seconds.</summary>
    public bool IsWatched => Volatile.Read(ref _askedAt) is var at && at != long.MinValue && time.GetElapsedTime(at) < s_watched;

    /// <summary>Adds a line, numbered by the tail.</summary>
    public void Add(string line, string? endpoint, int status, string? reject)
    {
        lock (_gate)
        {
            string kept = line.Length <= LineCharactersMax ? line : line[..LineCharactersMax] + "…";
            _lines.Enqueue(new TailLine(++_last, time.GetUtcNow().ToUnixTimeMilliseconds(), kept, endpoint, status, reject));
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Counts lines that came but were too many to be shown.</summary>
    public void Skip(long lines) => Interlocked.Add(ref _skipped, lines);

    /// <summary>What came after a line, at most the newest <paramref name="count"/>.</summary>
    internal (IReadOnlyList<TailLine> Lines, long Last, long Skipped) Read(long after, int count)
    {
        Volatile.Write(ref _askedAt, time.GetTimestamp());
        lock (_gate)
        {
            TailLine[] newer = [.. _lines.Where(line => line.Number > after)];
            return (newer.Length > count ? newer[^count..] : newer, _last, Volatile.Read(ref _skipped));
        }
    }
}
