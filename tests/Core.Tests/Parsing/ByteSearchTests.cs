using System.Runtime.InteropServices;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class ByteSearchTests
{
    /// <summary>All stop bytes at all places of lines of all short lengths, from all starts: vectors and loop agree.</summary>
    [Fact]
    public void Searches_EveryPlaceOfEveryLength_AgreeWithTheirSlowTwins()
    {
        byte[] stops = [(byte)'"', (byte)'\\', 0x00, 0x1F, 0x20, 0x7F, 0x80, 0x9F, 0xFF];
        for (int length = 0; length <= 70; length++)
        {
            byte[] line = new byte[length + 8];
            ref byte start = ref MemoryMarshal.GetArrayDataReference(line);
            for (int at = 0; at <= length; at++)
            {
                foreach (byte stop in stops)
                {
                    Array.Fill(line, (byte)'a', 0, length);
                    Array.Fill(line, (byte)'"', length, 8); // what is past the end must not be found
                    line[at] = at < length ? stop : (byte)'"';
                    for (int from = 0; from <= length; from += 1 + (from / 8))
                    {
                        bool isSame = ByteSearch.StringStopScalar(ref start, from, length) == ByteSearch.StringStop(ref start, from, length)
                            && ByteSearch.QuoteOrBackslashScalar(ref start, from, length) == ByteSearch.QuoteOrBackslash(ref start, from, length);
                        Assert.True(isSame, isSame ? "" : $"{stop} at {at} of {length}, from {from}");
                    }
                }
            }
        }
    }
}
