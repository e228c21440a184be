using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class JsonBlockMarkerTests
{
    private const int Guard = 0x5A5A5A5A;

    /// <summary>Whatever instructions this processor has: quotes behind a separator and all stops, in their order, and the quotes of each block.</summary>
    [Fact]
    public void Append_AnyBytes_FindsWhatABytewiseLookFinds() => Seeded.ForEach(400, random =>
    {
        int blocks = random.Next(1, 7);
        string letters = random.Next(3) switch { 0 => "\",\\\n:", 1 => ",\",\"ab", _ => "abcdefgh, \"0123\u0001\u007f\u0080\u00a2" };
        byte[] text = new byte[1 + random.Next(64) + (blocks * ByteBlock.Bytes)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (byte)letters[random.Next(letters.Length)];
        }

        int start = text.Length - (blocks * ByteBlock.Bytes);
        byte separator = (byte)", "[random.Next(2)];
        int before = random.Next(100);
        int known = random.Next(3);
        List<int> expected = [.. Enumerable.Repeat(Guard, known)];
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] < 0x20 || text[i] == '\\' || (text[i] == '"' && text[i - 1] == separator))
            {
                expected.Add(i);
            }
        }

        int[] positions = new int[known + (blocks * ByteBlock.Bytes) + BlockMasks.Slack];
        positions.AsSpan(0, known).Fill(Guard);
        var quoteBlocks = new JsonTextMarks.QuoteBlock[blocks];
        int quotes = before;
        int count = JsonBlockMarker.Append(ref text[0], start, blocks, separator, ref positions[0], known, ref quoteBlocks[0], ref quotes);
        Assert.Equal(expected, positions[..count]);
        for (int block = 0; block < blocks; block++)
        {
            Assert.Equal(before + text.AsSpan(start, block * ByteBlock.Bytes).Count((byte)'"'), quoteBlocks[block].CountBefore);
            for (int i = 0; i < ByteBlock.Bytes; i++)
            {
                Assert.Equal(text[start + (block * ByteBlock.Bytes) + i] == '"', (quoteBlocks[block].Quotes >> i & 1) == 1);
            }
        }

        Assert.Equal(before + text.AsSpan(start).Count((byte)'"'), quotes);
    });

    [Fact]
    public void Only_AnyMask_KeepsTheBytesOfItsBits() => Seeded.ForEach(300, random =>
    {
        byte[] bytes = new byte[ByteBlock.Bytes];
        random.NextBytes(bytes);
        ulong mask = (ulong)random.NextInt64() << random.Next(64) ^ (ulong)random.NextInt64();
        ByteBlock block = new ByteBlock(ref bytes[0]).Only(mask);
        byte[] kept = [.. bytes.Select((value, i) => (mask >> i & 1) == 1 ? value : (byte)0)];
        Assert.True(block.Same(new ByteBlock(ref kept[0])));
        kept[random.Next(kept.Length)] ^= (byte)(1 << random.Next(8));
        Assert.False(block.Same(new ByteBlock(ref kept[0])));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public unsafe void AlignedArray_Element_BeginsACacheLine(int aligned)
    {
        for (int length = 10; length < 2000; length += 37)
        {
            var array = new AlignedArray<int>(length, aligned);
            fixed (int* element = &array.AsSpan()[aligned])
            {
                Assert.Equal(0, (long)element % 64);
            }

            Assert.True(array.AsSpan().Length >= length);
            array.First = 7;
            Assert.Equal(7, array.AsSpan()[0]);
        }
    }
}
