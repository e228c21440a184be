using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// One line to one <see cref="LogRecord"/>. Any bytes at all are answered with a record or a reason, never with an exception.
/// No allocation per line. For one thread: it keeps scratch memory, the last line's shape and the last line's minute.
/// </summary>
/// <remarks>
/// What is remembered only makes the next line cheaper; the answer never depends on it. The one exception is
/// <see cref="ApplyDirective"/>, which the payload reader calls and undoes within one payload.
/// </remarks>
public sealed partial class LineParser
{
    private readonly ParserOptions _options;
    private readonly Scratch _scratch = new();
    private readonly TimestampReader _timestamps;
    private readonly JsonLineReader _json;
    private readonly AccessLogReader _accessLog;
    private readonly CloudFrontLineReader _cloudFront;
    private readonly AlbLineReader _alb;
    private readonly TextLineReader _text;
    private LineKind _kind;
    private bool _isTextRefused; // so that the line that comes again is not tried the same way again
    private FieldSpan _rejectedAt;
    private RejectReason _directiveReason; // of the line at hand
    private FieldSpan _directiveAt;

    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    /// <exception cref="FormatException">Field aliases or CloudFront fields are wrong; the message says how.</exception>
    public LineParser(ParserOptions options)
        : this(options, readsPlainLines: true)
    {
    }

    /// <param name="options">How lines are read.</param>
    /// <param name="readsPlainLines">False = every line field by field, by the slow twins: what tests compare with.</param>
    internal LineParser(ParserOptions options, bool readsPlainLines)
        : this(options, readsPlainLines, MaxInner)
    {
    }

    private LineParser(ParserOptions options, bool readsPlainLines, int innerLevels)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxLineBytes, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxLineBytes, 16 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxJsonDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxJsonDepth, 64);
        _options = options;
        _innerLevels = innerLevels;
        var timestamps = new TimestampReader();
        _timestamps = timestamps;
        _json = new JsonLineReader(options, timestamps, _scratch);
        _accessLog = new AccessLogReader(new AccessLogTail(options.ApacheTimeUnit), timestamps, _scratch, readsPlainLines);
        _cloudFront = new CloudFrontLineReader(options, timestamps, _scratch, readsPlainLines);
        _alb = new AlbLineReader(timestamps, _scratch, readsPlainLines);
        _text = new TextLineReader(options, timestamps, _scratch);
    }

    /// <summary>What the last line was taken for, also when it was rejected; of a line inside another one, what that was.</summary>
    public LineKind Kind => _innerKind == LineKind.Unrecognized ? _kind : _innerKind;

    /// <summary>The field of the last line that caused its rejection.</summary>
    public FieldSpan RejectedAt => _rejectedAt;

    /// <summary>The columns of the last line, if that was one of CloudFront.</summary>
    internal CloudFrontFieldList? CloudFrontFields =>
        _innerKind == LineKind.Unrecognized ? _cloudFront.LastFields : _inner?.CloudFrontFields;

    private bool IsAccessLog => _kind is >= LineKind.Common and <= LineKind.IngressNginx;

    /// <summary>Reads a line without its line end.</summary>
    /// <param name="line">Any bytes.</param>
    /// <param name="fallbackTimestampMs">
    /// Event time for formats that carry none (JSON without a time key), usually the arrival; below 0 = none.
    /// </param>
    /// <param name="record">Filled when accepted, undefined when rejected. Its spans are valid until the next call.</param>
    /// <returns><see cref="RejectReason.None"/> = accepted.</returns>
    public RejectReason Parse(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        _scratch.Clear();
        record.Line = line;
        _innerKind = LineKind.Unrecognized;
        if (line.Length > _options.MaxLineBytes)
        {
            return Reject(RejectReason.LineTooLong, LineKind.Unrecognized,
                new FieldSpan(_options.MaxLineBytes, line.Length - _options.MaxLineBytes));
        }

        if (_text.HasDirectives)
        {
            ReadOnlySpan<byte> trimmed = line.TrimEnd(" \r"u8);
            RejectReason byDirective = _text.ReadByDirectives(trimmed, fallbackTimestampMs, ref record, ref _kind, ref _rejectedAt);
            if (byDirective == RejectReason.None)
            {
                return RejectReason.None;
            }

            (_directiveReason, _directiveAt) = (byDirective, _rejectedAt);
        }

        if (line.Length > 0 && line[0] == '{' && line[^1] == '}' && _options.Format <= LogFormat.Json && !_options.DirectivesOnly)
        {
            _kind = LineKind.Json;
            RejectReason reason = _json.Read(line, fallbackTimestampMs, ref record, ref _rejectedAt);
            return reason == RejectReason.None ? RejectReason.None : ParseEnvelope(reason, line, fallbackTimestampMs, ref record);
        }

        if (IsAccessLog && !_isTextRefused && line.Length > 0 && TryParseAccessLogText(line, ref record) == line.Length)
        {
            return RejectReason.None;
        }

        _isTextRefused = false;
        record.Line = line; // what refused the line may have set another end
        return ParseOther(line, fallbackTimestampMs, ref record);
    }

    /// <summary>
    /// Reads the lines at the start of a text that are like the lines before them: their ends are then found on the way. For sinks that are
    /// offered such text (<c>ILineSink.OnTextOfLines</c>).
    /// </summary>
    /// <param name="text">From the start of a line on. A line that may be an envelope of lines is never taken.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="Parse"/>.</param>
    /// <param name="taker">Gets the accepted lines in their order.</param>
    /// <returns>
    /// Bytes of the accepted lines and their newlines; the last may be without one. The line behind them is to be handed to
    /// <see cref="Parse"/>.
    /// </returns>
    public int ParseText<TTaker>(ReadOnlySpan<byte> text, long fallbackTimestampMs, scoped ref TTaker taker)
        where TTaker : IRecordTaker, allows ref struct
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        if (_text.HasDirectives)
        {
            return ParseTextByDirectives(text, fallbackTimestampMs, ref taker);
        }

        return _kind == LineKind.Json && text[0] == '{' ? _json.ReadText(text, _options.MaxLineBytes, fallbackTimestampMs, ref taker)
            : IsAccessLog ? ParseAccessLogText(text, ref taker)
            : 0;
    }

    private int ParseTextByDirectives<TTaker>(ReadOnlySpan<byte> text, long fallbackTimestampMs, scoped ref TTaker taker)
        where TTaker : IRecordTaker, allows ref struct
    {
        Unsafe.SkipInit(out LogRecord record);
        _scratch.Clear();
        int start = 0;
        bool goesOn = true;
        while (goesOn && start < text.Length && text[start] is > (byte)'#' and not ((byte)'[' or (byte)'{'))
        {
            int length = text[start..].IndexOf((byte)'\n');
            length = length < 0 ? text.Length - start : length;
            ReadOnlySpan<byte> line = text.Slice(start, length);
            record.Line = line;
            if (length > _options.MaxLineBytes
                || _text.ReadByDirectives(line, fallbackTimestampMs, ref record, ref _kind, ref _rejectedAt) != RejectReason.None)
            {
                break; // Parse says what is wrong with it
            }

            start = Math.Min(start + length + 1, text.Length);
            goesOn = taker.OnRecord(in record);
        }

        return start;
    }

    private int ParseAccessLogText<TTaker>(ReadOnlySpan<byte> text, scoped ref TTaker taker)
        where TTaker : IRecordTaker, allows ref struct
    {
        Unsafe.SkipInit(out LogRecord record);
        _scratch.Clear();
        int start = 0;
        bool goesOn = true;
        while (goesOn && start < text.Length)
        {
            // What else begins a line of its own kind (a blank, a directive, an array, an object) is for others to see.
            int length = text[start] is > (byte)'#' and not ((byte)'[' or (byte)'{' or (byte)'<')
                ? TryParseAccessLogText(text[start..], ref record) : 0;
            if (length == 0)
            {
                break;
            }

            start = Math.Min(start + length + 1, text.Length);
            goesOn = taker.OnRecord(in record);
        }

        return start;
    }

    /// <summary>Bytes of the accepted line without its newline; 0 = it is not a usual access log line.</summary>
    private int TryParseAccessLogText(ReadOnlySpan<byte> text, ref LogRecord record)
    {
        LineKind kind = _kind;
        int length = LinePrefix.MayBegin(text) ? 0 : _accessLog.TryReadText(text, _options.MaxLineBytes, ref record, ref kind);
        _isTextRefused = length == 0;
        if (length > 0)
        {
            _kind = kind;
            _rejectedAt = default;
        }

        return length;
    }

    /// <summary>
    /// A W3C header line such as <c>#Fields: date time ...</c>: holds for the lines after it. An empty one forgets it. See
    /// <c>ILineSink.OnDirective</c>.
    /// </summary>
    public void ApplyDirective(ReadOnlySpan<byte> directive)
    {
        _cloudFront.ApplyDirective(directive);
        _text.ApplyDirective(directive);
        _inner?.ApplyDirective(directive);
    }

    private RejectReason ParseOther(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        if (line.Length > 0 && line[0] > ' ' && line[^1] > ' ')
        {
            return ParseTrimmed(line, fallbackTimestampMs, ref record); // nothing to trim, as in nearly every line
        }

        ReadOnlySpan<byte> trimmed = line.Trim(" \t\r\n"u8);
        if (trimmed.Length == line.Length)
        {
            return ParseTrimmed(line, fallbackTimestampMs, ref record);
        }

        if (trimmed.IsEmpty)
        {
            return Reject(RejectReason.LineUnrecognized, LineKind.Unrecognized, default);
        }

        // Tabs at the end are empty fields of a CloudFront line, so only JSON and text lose what stands around them.
        int leading = line.IndexOf(trimmed[0]);
        ReadOnlySpan<byte> kept = trimmed[0] != '{' && line[^1] == '\t' ? line[leading..] : trimmed;
        RejectReason reason = ParseTrimmed(kept, fallbackTimestampMs, ref record);
        _rejectedAt = new FieldSpan(_rejectedAt.Offset + leading, _rejectedAt.Length);
        return reason;
    }

    private RejectReason ParseTrimmed(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        if (line.IsEmpty)
        {
            return Reject(RejectReason.LineUnrecognized, LineKind.Unrecognized, default);
        }

        _rejectedAt = default;
        if (LinePrefix.MayBegin(line) && TryParseBehindPrefix(line, fallbackTimestampMs, ref record, out RejectReason behind))
        {
            return behind;
        }

        RejectReason reason = ParseWhole(line, fallbackTimestampMs, ref record);
        if (reason == RejectReason.None || line[0] != '{')
        {
            return reason;
        }

        if (_kind != LineKind.Json)
        {
            // Another format is asked for, but it may be wrapped in JSON.
            FieldSpan at = default;
            _ = _json.Read(line, fallbackTimestampMs, ref record, ref at);
        }

        return ParseEnvelope(reason, line, fallbackTimestampMs, ref record);
    }

    private RejectReason ParseWhole(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        if (_text.HasFields && _text.ReadByFields(line, fallbackTimestampMs, ref record, ref _kind, ref _rejectedAt) is var byFields
            && byFields is not (RejectReason.LineUnrecognized or RejectReason.LineTruncated))
        {
            return byFields;
        }

        _rejectedAt = default;
        _kind = Recognize(line, out int firstWordEnd);
        switch (_kind)
        {
            case LineKind.Json:
                return _json.Read(line, fallbackTimestampMs, ref record, ref _rejectedAt);
            case LineKind.Alb:
                return _alb.Read(line, ref record, ref _rejectedAt);
            case LineKind.CloudFrontRealtime:
                return _cloudFront.ReadRealtime(line, ref record, ref _rejectedAt);
            case LineKind.CloudFrontStandard:
                return _cloudFront.ReadStandard(line, ref record, ref _rejectedAt);
            case LineKind.Ltsv:
                return _text.ReadKnown(line, fallbackTimestampMs, ref record, ref _kind, ref _rejectedAt);
            case LineKind.Common:
                RejectReason reason = _accessLog.Read(line, firstWordEnd, ref record, ref _kind, ref _rejectedAt);
                return reason == RejectReason.None || _options.Format != LogFormat.Auto ? reason
                    : ReadKnown(reason, line, fallbackTimestampMs, ref record);
            default:
                return _text.HasDirectives ? Reject(_directiveReason, LineKind.Directive, _directiveAt)
                    : Reject(RejectReason.LineUnrecognized, LineKind.Unrecognized, default);
        }
    }

    /// <summary>
    /// Of a line that is no access log: it may be one of the rarer formats; if not, what the access log's reader said holds.
    /// </summary>
    private RejectReason ReadKnown(RejectReason reason, ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        (LineKind kind, FieldSpan at) = (_kind, _rejectedAt);
        RejectReason known = _text.ReadKnown(line, fallbackTimestampMs, ref record, ref _kind, ref _rejectedAt);
        if (known != RejectReason.LineUnrecognized)
        {
            return known;
        }

        (_kind, _rejectedAt) = (kind, at);
        return reason;
    }

    /// <summary>By the first bytes; with a fixed format only that one.</summary>
    private LineKind Recognize(ReadOnlySpan<byte> line, out int firstWordEnd)
    {
        firstWordEnd = 0;
        if (_options.DirectivesOnly)
        {
            return LineKind.Unrecognized;
        }

        LineKind kind = _options.Format switch
        {
            LogFormat.Auto => LineKind.Unrecognized,
            LogFormat.Json => line[0] == '{' ? LineKind.Json : LineKind.Unrecognized,
            LogFormat.Alb => LineKind.Alb,
            LogFormat.CloudFrontRealtime => LineKind.CloudFrontRealtime,
            LogFormat.CloudFrontStandard => LineKind.CloudFrontStandard,
            _ => LineKind.Common,
        };
        if (_options.Format is not (LogFormat.Auto or LogFormat.AccessLog))
        {
            return kind;
        }

        if (kind == LineKind.Unrecognized && line[0] == '{')
        {
            return LineKind.Json;
        }

        firstWordEnd = line.IndexOfAny((byte)' ', (byte)'\t');
        firstWordEnd = firstWordEnd < 0 ? line.Length : firstWordEnd;
        if (kind == LineKind.Common || firstWordEnd == line.Length)
        {
            return kind;
        }

        if (line[firstWordEnd] == '\t')
        {
            return KeyValueReader.Recognize(line) == LineKind.Ltsv ? LineKind.Ltsv
                : CloudFrontLineReader.LooksStandard(line[..firstWordEnd]) ? LineKind.CloudFrontStandard : LineKind.CloudFrontRealtime;
        }

        return AlbLineReader.LooksAlb(line) ? LineKind.Alb : LineKind.Common;
    }

    private RejectReason Reject(RejectReason reason, LineKind kind, FieldSpan at)
    {
        _kind = kind;
        _rejectedAt = at;
        return reason;
    }
}
