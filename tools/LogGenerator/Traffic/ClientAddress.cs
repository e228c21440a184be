using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Randomness;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>A client's address follows from its region and number; so a returning visitor keeps it.</summary>
internal static class ClientAddress
{
    /// <summary>The random bits that belong to a client for good.</summary>
    public static ulong BitsOf(ulong seed, int region, uint client) => SplitMix64.Mix(SplitMix64.Mix(seed ^ ((ulong)region << 40)) + client);

    /// <summary>
    /// IPv4 as four decimal numbers (first 11..190, never 127), or IPv6 in the documentation prefix 2001:db8::/32 with its zero
    /// groups compressed, as servers log it.
    /// </summary>
    public static void Write(ref Utf8Out output, ulong clientBits, uint ipv6Threshold)
    {
        ulong bits = SplitMix64.Mix(clientBits + 3);
        if ((uint)clientBits < ipv6Threshold)
        {
            output.Append("2001:db8:"u8);
            AppendGroup(ref output, (bits & 0xFFFF) | 1);
            output.Append((byte)':');
            AppendGroup(ref output, ((bits >> 16) & 0xFFFF) | 1);
            output.Append("::"u8);
            AppendGroup(ref output, ((bits >> 32) & 0xFFFF) | 1);
            return;
        }

        uint first = 11 + (uint)(bits % 180);
        output.AppendNumber(first == 127 ? 191 : first);
        output.Append((byte)'.');
        output.AppendNumber((long)((bits >> 8) & 255));
        output.Append((byte)'.');
        output.AppendNumber((long)((bits >> 16) & 255));
        output.Append((byte)'.');
        output.AppendNumber((long)((bits >> 24) & 255));
    }

    /// <summary>Hex without leading zeros.</summary>
    private static void AppendGroup(ref Utf8Out output, ulong group) => output.AppendHex(group, group < 0x10 ? 1 : group < 0x100 ? 2 : group < 0x1000 ? 3 : 4);
}
