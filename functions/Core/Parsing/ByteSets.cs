using System.Buffers;

namespace LogFunctions.Core.Parsing;

/// <summary>Sets of bytes that more than one reader searches for.</summary>
internal static class ByteSets
{
    /// <summary>A decimal number without a sign, or an IPv4 address.</summary>
    public static readonly SearchValues<byte> DigitsAndPoint = SearchValues.Create("0123456789."u8);

    /// <summary>An IPv6 address, mapped ones included, without brackets.</summary>
    public static readonly SearchValues<byte> Ipv6 = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>A list of addresses as forwarding headers write it; <c>-</c> for none.</summary>
    public static readonly SearchValues<byte> AddressList = SearchValues.Create("0123456789abcdefABCDEF.:, -"u8);
}
