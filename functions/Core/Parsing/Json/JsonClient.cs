namespace LogFunctions.Core.Parsing;

/// <summary>Addresses of clients.</summary>
internal static class JsonClient
{
    /// <summary>The first of a list, without a port; an IPv6 address without brackets.</summary>
    public static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny((byte)',', (byte)':'))
        {
            return text;
        }

        int comma = text.IndexOf((byte)',');
        text = comma < 0 ? text : text[..comma].TrimEnd((byte)' ');
        if (text.Length > 2 && text[0] == '[' && text.IndexOf((byte)']') is var close && close > 0)
        {
            return text[1..close];
        }

        int colon = text.IndexOf((byte)':');
        bool hasPort = colon > 0 && text.LastIndexOf((byte)':') == colon
            && text[(colon + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        return hasPort ? text[..colon] : text;
    }

    /// <summary>Whether a text has the form of an address of IPv4 or IPv6.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text)
    {
        bool isIpv6 = text.Count((byte)':') > 1 && text.IndexOfAnyExcept(s_ipv6) < 0;
        return isIpv6 || (text.Count((byte)'.') == 3 && text.IndexOfAnyExcept(s_ipv4) < 0);
    }

    private static readonly System.Buffers.SearchValues<byte> s_ipv6 = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF:.%"u8);
    private static readonly System.Buffers.SearchValues<byte> s_ipv4 = System.Buffers.SearchValues.Create("0123456789."u8);
}
