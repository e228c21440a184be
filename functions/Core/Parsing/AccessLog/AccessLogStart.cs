using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The part of an access log line before the time, when it is not simply <c>host - - [</c>: a user, a virtual host, a list of forwarded
/// addresses, or a user with spaces in the name (neither server quotes them). The slow twin of the fast check in
/// <see cref="AccessLogReader"/>.
/// </summary>
internal static class AccessLogStart
{
    private const int TimeBytes = 26;
    private const int MaxTimeBytes = 40;

    /// <summary>
    /// Finds the time by its shape, not by counting words, so that nothing a client sends as user name can shift the fields.
    /// </summary>
    public static RejectReason Read(
        ReadOnlySpan<byte> line, out FieldSpan time, out ReadOnlySpan<byte> client, scoped ref LineKind kind, scoped ref FieldSpan at)
    {
        time = Time(line, out int firstBracket);
        client = default;
        if (time.Length == 0)
        {
            if (firstBracket < 0)
            {
                kind = LineKind.Unrecognized;
                return RejectReason.LineUnrecognized;
            }

            int end = line[firstBracket..].IndexOf((byte)']');
            at = new FieldSpan(firstBracket, end < 0 ? line.Length - firstBracket : end);
            return end < 0 ? RejectReason.LineTruncated : RejectReason.TimestampInvalid;
        }

        client = Client(line[..Math.Max(0, time.Offset - 2)].TrimEnd((byte)' '));
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

    /// <summary>Content of the first bracket before the request's quote that looks like a time; empty when none does.</summary>
    private static FieldSpan Time(ReadOnlySpan<byte> line, out int firstBracket)
    {
        firstBracket = -1;
        for (int position = 0; ;)
        {
            int found = line[position..].IndexOf(" ["u8);
            if (found < 0)
            {
                return default;
            }

            position += found + 2;
            // Behind the request's quote a client writes what it likes.
            if (line[..(position - 2)].IndexOf(" \""u8) is var quote and >= 0 && !IsAddressList(line, quote + 2))
            {
                return default;
            }

            firstBracket = firstBracket < 0 ? position : firstBracket;
            int length = line.Slice(position, Math.Min(MaxTimeBytes, line.Length - position)).IndexOf((byte)']');
            if (LooksLikeTime(line, position))
            {
                return new FieldSpan(position, TimeBytes);
            }

            if (length >= 19 && LooksLikeOtherTime(line.Slice(position, length)))
            {
                return new FieldSpan(position, length);
            }
        }
    }

    /// <summary><c>[$time_iso8601]</c>, or a common log time with a fraction or without a zone.</summary>
    private static bool LooksLikeOtherTime(ReadOnlySpan<byte> text) =>
        (text[4] == '-' && text[7] == '-' && text[13] == ':') || (text[2] == '/' && text[6] == '/' && text[14] == ':');

    /// <summary>Whether a quoted field before the time holds addresses: NGINX Unit's forwarded list.</summary>
    private static bool IsAddressList(ReadOnlySpan<byte> line, int position)
    {
        int end = line[position..].IndexOf((byte)'"');
        return end >= 0 && line.Slice(position, end).IndexOfAnyExcept(ByteSets.AddressList) < 0;
    }

    /// <summary>
    /// The first word; the second behind a virtual host (<c>name:port client ident user</c>, <c>name client - user</c>); the first address
    /// of a forwarded list. The ident of a plain line is <c>-</c> on every server that still exists, which tells an IPv6 client and a user
    /// with a space from a virtual host.
    /// </summary>
    private static ReadOnlySpan<byte> Client(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> first = Word(start, out ReadOnlySpan<byte> rest);
        if (first.Contains((byte)','))
        {
            return first[..first.IndexOf((byte)',')];
        }

        ReadOnlySpan<byte> second = Word(rest, out ReadOnlySpan<byte> afterSecond);
        ReadOnlySpan<byte> third = Word(afterSecond, out ReadOnlySpan<byte> afterThird);
        bool isSecond = !afterThird.IsEmpty && !FieldText.IsDash(second)
            && (EndsWithPort(first) || (!IsAddress(first) && (IsAddress(second) || FieldText.IsDash(third))));
        ReadOnlySpan<byte> client = isSecond ? second : first;
        int comma = client.IndexOf((byte)',');
        return WithoutPort(comma > 0 ? client[..comma] : client);
    }

    /// <summary>Digits and points, or hexadecimal digits and at least two colons.</summary>
    private static bool IsAddress(ReadOnlySpan<byte> word) =>
        (word.IndexOfAnyExcept(ByteSets.DigitsAndPoint) < 0 && word.Count((byte)'.') == 3)
        || (word.IndexOfAnyExcept(ByteSets.Ipv6) < 0 && word.Count((byte)':') >= 2);

    /// <summary><c>192.0.2.1:4711</c> and <c>[2001:db8::1]:4711</c>: what is an address without its end loses it.</summary>
    public static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> client)
    {
        int colon = client.LastIndexOf((byte)':');
        return colon > 0 && client.Count((byte)':') == 1 && EndsWithPort(client) && IsAddress(client[..colon]) ? client[..colon] : client;
    }

    private static bool EndsWithPort(ReadOnlySpan<byte> word)
    {
        int colon = word.LastIndexOf((byte)':');
        return colon >= 0 && Digits.TryParse(word[(colon + 1)..], out long port) && port <= ushort.MaxValue;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        text = text.TrimStart((byte)' ');
        int space = text.IndexOf((byte)' ');
        rest = space < 0 ? default : text[(space + 1)..];
        return space < 0 ? text : text[..space];
    }
}
