using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// A payload as it came from the stream, to lines: opens containers and splits text. Any bytes at all are answered with lines
/// and rejects, never with an exception; the same payload always gives the same calls. For one thread.
/// </summary>
/// <remarks>
/// Containers are gzip and KPL aggregates, at most two in each other; inside stands text: lines, JSON arrays, CloudWatch Logs
/// envelopes (<see cref="LineSplitter"/>). A container is opened whole or rejected whole, so that a reject fed in again after
/// a repair counts nothing twice. What only begins like a container is text, so that a strange line costs no neighbour.
/// </remarks>
public sealed class PayloadReader
{
    private const int MaxContainers = 2;

    private readonly PayloadOptions _options;
    private readonly LineSplitter _text = new();
    // by depth: the outer's bytes are read while the inner inflates
    private readonly GzipInflater[] _inflaters = new GzipInflater[MaxContainers];
    private long _inflatableBytes;

    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    public PayloadReader(PayloadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInflatedBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxInflatedBytes, 1024 * 1024 * 1024);
        _options = options;
    }

    /// <summary>Reads one payload.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="arrivalTimestampMs">When the stream got it, milliseconds since the epoch; below 0 = unknown.</param>
    /// <param name="sink">Receives the lines and rejects.</param>
    public void Read<TSink>(ReadOnlySpan<byte> payload, long arrivalTimestampMs, ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        _inflatableBytes = _options.MaxInflatedBytes;
        bool hasDirectives = ReadContainer(payload, 0, arrivalTimestampMs, ref sink);
        if (hasDirectives)
        {
            sink.OnDirective(default);
        }
    }

    /// <summary>Whether the text had directives.</summary>
    private bool ReadContainer<TSink>(ReadOnlySpan<byte> payload, int depth, long arrivalTimestampMs, ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        if (payload.IsEmpty)
        {
            return false;
        }

        switch (payload[0])
        {
            case 0x1F when GzipInflater.IsGzip(payload):
                return ReadGzip(payload, depth, arrivalTimestampMs, ref sink);
            case 0xF3 when KplAggregate.TryOpen(payload, out KplAggregate aggregate):
                return ReadAggregate(payload, aggregate, depth, arrivalTimestampMs, ref sink);
            case 0x28 or 0x78 or 0xFF when UnknownCompression.Find(payload, _inflatableBytes) is var reason and not RejectReason.None:
                sink.OnReject(reason, payload, arrivalTimestampMs);
                return false;
            default:
                return _text.Read(payload, arrivalTimestampMs, ref sink);
        }
    }

    private bool ReadGzip<TSink>(ReadOnlySpan<byte> payload, int depth, long arrivalTimestampMs, ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        if (depth == MaxContainers)
        {
            sink.OnReject(RejectReason.ContainerTooDeep, payload, arrivalTimestampMs);
            return false;
        }

        GzipInflater inflater = _inflaters[depth] ??= new GzipInflater();
        RejectReason reason = inflater.Inflate(payload, _inflatableBytes, out ReadOnlySpan<byte> inflated, out int consumedBytes);
        if (reason != RejectReason.None)
        {
            sink.OnReject(reason, payload, arrivalTimestampMs);
            return false;
        }

        _inflatableBytes -= inflated.Length;
        bool hasDirectives = ReadContainer(inflated, depth + 1, arrivalTimestampMs, ref sink);
        ReadOnlySpan<byte> rest = payload[consumedBytes..];
        return rest.TrimStart((byte)0).IsEmpty ? hasDirectives // padding
            : ReadContainer(rest, depth, arrivalTimestampMs, ref sink) | hasDirectives;
    }

    private bool ReadAggregate<TSink>(
        ReadOnlySpan<byte> payload, KplAggregate aggregate, int depth, long arrivalTimestampMs, ref TSink sink)
        where TSink : ILineSink, allows ref struct
    {
        if (depth == MaxContainers)
        {
            sink.OnReject(RejectReason.ContainerTooDeep, payload, arrivalTimestampMs);
            return false;
        }

        bool hasDirectives = false;
        foreach (ReadOnlySpan<byte> record in aggregate)
        {
            hasDirectives |= ReadContainer(record, depth + 1, arrivalTimestampMs, ref sink);
        }

        return hasDirectives;
    }
}
