using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The part of an access log line before the time, when it is not simply <c>host - - [</c>: a user, a virtual host, or a
/// user with spaces in the name (neither server quotes them). The slow twin of the fast check in <see cref="AccessLogReader"/>.
/// </summary>
internal static class AccessLogStart
{
    private const int TimeBytes = 26;

    /// <summary>
    /// Finds the time by its shape, not by counting words, so that nothing a client sends as user name can shift the fields.
    /// </summary>
    public static RejectReason Read(
        ReadOnlySpan<byte> line, out int timeStart, out ReadOnlySpan<byte> client, scoped ref LineKind kind, scoped ref FieldSpan at)
    {
        timeStart = TimeStart(line, out int firstBracket);
        if (timeStart < 0)
        {
            client = default;
            if (firstBracket < 0)
            {
                kind = LineKind.Unrecognized;
                return RejectReason.LineUnrecognized;
            }
            int end = line[firstBracket..].IndexOf((byte)']');
            at = new FieldSpan(firstBracket, end < 0 ? line.Length - firstBracket : end);
            return end < 0 ? RejectReason.LineTruncated : RejectReason.TimestampInvalid;
        }
        client = Client(line[..(timeStart - 2)]);
        return RejectReason.None;
    }

    /// <summary>
    /// Whether the bytes at <paramref name="position"/> have the punctuation of <c>10/Oct/2000:13:55:36 -0700]</c>; whether they
    /// are a time is for <see cref="TimestampReader.ReadClf"/> to say.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LooksLikeTime(ReadOnlySpan<byte> line, int position) =>
        position + TimeBytes < line.Length && line[position + 2] == '/' && line[position + 6] == '/'
        && line[position + 11] == ':' && line[position + TimeBytes] == ']';

    /// <summary>Content of the first bracket before the request's quote that looks like a time; -1 when none does.</summary>
    private static int TimeStart(ReadOnlySpan<byte> line, out int firstBracket)
    {
        int quote = line.IndexOf(" \""u8);
        ReadOnlySpan<byte> start = quote < 0 ? line : line[..quote];
        firstBracket = -1;
        for (int position = 0; ;)
        {
            int found = start[position..].IndexOf(" ["u8);
            if (found < 0)
            {
                return -1;
            }
            position += found + 2;
            firstBracket = firstBracket < 0 ? position : firstBracket;
            if (LooksLikeTime(line, position))
            {
                return position;
            }
        }
    }

    /// <summary>
    /// The first word, or the second after a virtual host: <c>name:port client ident user</c>. The ident of a plain line is
    /// <c>-</c> on every server that still exists, which tells an IPv6 client and a user with a space from a virtual host.
    /// </summary>
    private static ReadOnlySpan<byte> Client(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> first = Word(start, out ReadOnlySpan<byte> rest);
        ReadOnlySpan<byte> second = Word(rest, out ReadOnlySpan<byte> afterSecond);
        _ = Word(afterSecond, out ReadOnlySpan<byte> afterThird);
        bool hasVirtualHost = !afterThird.IsEmpty && EndsWithPort(first) && !second.SequenceEqual("-"u8);
        return hasVirtualHost ? second : first;
    }

    private static bool EndsWithPort(ReadOnlySpan<byte> word)
    {
        int colon = word.LastIndexOf((byte)':');
        return colon >= 0 && Digits.TryParse(word[(colon + 1)..], out long port) && port <= ushort.MaxValue;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        int space = text.IndexOf((byte)' ');
        rest = space < 0 ? default : text[(space + 1)..];
        return space < 0 ? text : text[..space];
    }
}
