using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Every text format that is no access log of Apache or nginx: by the directives that were given, by the <c>#Fields</c> of the payload, by
/// the formats that are known as a whole, and lines of named values. Not thread-safe.
/// </summary>
internal sealed class TextLineReader
{
    private readonly TimestampReader _timestamps;
    private readonly Scratch _scratch;
    private readonly TextFormatReader[] _directives;
    private readonly TextFormatReader[] _known;
    private readonly KeyValueReader _keyValue;
    private TextFormatReader[] _fields = [];
    private byte[] _fieldsText = [];
    private bool _isMicrosoft;

    public TextLineReader(ParserOptions options, TimestampReader timestamps, Scratch scratch)
    {
        (_timestamps, _scratch) = (timestamps, scratch);
        _directives =
            [.. options.Directives.SelectMany(directive => LogDirective.Compile(directive, options.ApacheTimeUnit)).Select(Reader)];
        _known = [.. KnownFormats.All.Select(Reader)];
        _keyValue = new KeyValueReader(timestamps, scratch);
    }

    /// <summary>Whether directives were given: they go before everything else.</summary>
    public bool HasDirectives => _directives.Length > 0;

    /// <summary>Whether the payload's <c>#Fields</c> hold.</summary>
    public bool HasFields => _fields.Length > 0;

    /// <summary><c>#Fields</c> and <c>#Software</c>; an empty line forgets them. CloudFront's own lists are for its reader.</summary>
    public void ApplyDirective(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            (_fields, _fieldsText, _isMicrosoft) = ([], [], false);
        }
        else if (line.StartsWith("#Software:"u8))
        {
            _isMicrosoft = line.IndexOf("Microsoft"u8) >= 0;
        }
        else if (line.StartsWith("#Fields:"u8) && !line.SequenceEqual(_fieldsText))
        {
            _fieldsText = line.ToArray();
            _fields = [];
            string names = Encoding.UTF8.GetString(line["#Fields:"u8.Length..]);
            if (names.Contains("x-edge-", StringComparison.Ordinal))
            {
                return;
            }

            try
            {
                _fields = [.. LogDirective.CompileFields(names, _isMicrosoft).Select(Reader)];
            }
            catch (FormatException)
            {
                // A list without time, status or path: no line of it can be counted, and each is rejected as what it looks like.
            }
        }
    }

    /// <summary>By the directives, in their order; the reason of the one that came furthest.</summary>
    public RejectReason ReadByDirectives(
        ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref LineKind kind, ref FieldSpan at) =>
        ReadByFirst(_directives, line, fallbackTimestampMs, ref record, ref kind, ref at);

    /// <summary>By the payload's <c>#Fields</c>.</summary>
    public RejectReason ReadByFields(
        ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref LineKind kind, ref FieldSpan at) =>
        ReadByFirst(_fields, line, fallbackTimestampMs, ref record, ref kind, ref at);

    /// <summary>By what is known as a whole; the kind is left as it is when nothing fits.</summary>
    public RejectReason ReadKnown(
        ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        FieldSpan tried = default;
        LineKind named = KeyValueReader.Recognize(line);
        RejectReason namedReason = RejectReason.LineUnrecognized;
        FieldSpan namedAt = default;
        if (named != LineKind.Unrecognized
            && (namedReason = _keyValue.Read(line, named, fallbackTimestampMs, ref record, ref namedAt)) == RejectReason.None)
        {
            (kind, at) = (named, default);
            return RejectReason.None;
        }

        // In their order, whatever the last line was: a damaged line may fit two of them.
        foreach (TextFormatReader known in _known)
        {
            RejectReason reason = known.Read(line, fallbackTimestampMs, ref record, ref tried);
            if (reason == RejectReason.None)
            {
                (kind, at) = (known.Format.Kind, default);
                return reason;
            }
        }

        (kind, at) = named == LineKind.Unrecognized ? (kind, at) : (named, namedAt);
        return namedReason;
    }

    private static RejectReason ReadByFirst(
        TextFormatReader[] readers, ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, ref LineKind kind,
            ref FieldSpan at)
    {
        RejectReason best = RejectReason.LineUnrecognized;
        FieldSpan bestAt = default;
        foreach (TextFormatReader reader in readers)
        {
            FieldSpan tried = default;
            RejectReason reason = reader.Read(line, fallbackTimestampMs, ref record, ref tried);
            if (reason == RejectReason.None)
            {
                (kind, at) = (reader.Format.Kind, default);
                return RejectReason.None;
            }

            bool isBetter = (best == RejectReason.LineUnrecognized && reason != RejectReason.LineUnrecognized)
                || tried.Offset > bestAt.Offset;
            (best, bestAt, kind) = isBetter || best == RejectReason.None ? (reason, tried, reader.Format.Kind) : (best, bestAt, kind);
        }

        at = bestAt;
        return best;
    }

    private TextFormatReader Reader(TextFormat format) => new(format, _timestamps, _scratch);
}
