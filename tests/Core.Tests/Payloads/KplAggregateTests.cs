using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Google.Protobuf;
using LogFunctions.Core.Payloads;
using LogFunctions.Fuzz;

namespace LogFunctions.Core.Tests.Payloads;

/// <summary>Aggregates written by Google.Protobuf's encoder, by the layout that AWS publishes.</summary>
public sealed class KplAggregateTests
{
    private static readonly byte[] s_magic = [0xF3, 0x89, 0x9A, 0xC2];

    [Fact]
    public void Read_AggregateOfGoogleProtobuf_GivesItsLines() =>
        Gen.Select(Gen.Byte[(byte)'!', (byte)'~'].Array[1, 300].Array[0, 30], Gen.Bool).Sample(
            (lines, withTagsAndHashKeys) =>
            {
                lines = lines.Select(line => line.Select(b => b is (byte)'[' or (byte)'{' or (byte)'#' or (byte)'x' ? (byte)'a' : b).ToArray()).ToArray();
                CollectingSink sink = Read(Wrap(Aggregate(lines, withTagsAndHashKeys)));
                Assert.Empty(sink.Rejects);
                Assert.Equal(lines.Select(Encoding.Latin1.GetString), sink.Lines.Select(line => line.Line));
            },
            iter: 300, seed: "0000000000001");

    [Fact]
    public void Pack_OfTheFuzzer_IsWhatGoogleProtobufWrites()
    {
        byte[][] lines = ["one"u8.ToArray(), Encoding.ASCII.GetBytes(new string('y', 20_000)), []];
        Assert.Equal(Wrap(Aggregate(lines, withTagsAndHashKeys: false)), Packing.Kpl(lines));
    }

    [Fact]
    public void Read_WrongDigestOrBrokenProtobuf_IsAPlainRecord()
    {
        byte[] aggregate = Wrap(Aggregate(["one"u8.ToArray()], withTagsAndHashKeys: true));
        byte[] wrongDigest = [.. aggregate];
        wrongDigest[^1] ^= 1;
        ExpectPlain(wrongDigest);
        ExpectPlain(Wrap([0x1A, 0x05, 0x08]));                   // a length past the end
        ExpectPlain(Wrap([0x1A, 0x02, 0x1A, 0x7F]));             // the same inside a record
        ExpectPlain(Wrap([0x0B]));                               // a group
        ExpectPlain(Wrap([0x00]));                               // field number 0
        ExpectPlain(Wrap(Enumerable.Repeat((byte)0xFF, 11).ToArray()));
        ExpectPlain([.. s_magic, .. new byte[10]]);
    }

    [Fact]
    public void Read_EveryTruncationAndBitFlip_NeverThrowsAndNeverGivesHalfAnAggregate()
    {
        byte[] aggregate = Wrap(Aggregate(["one"u8.ToArray(), "two"u8.ToArray()], withTagsAndHashKeys: true));
        for (int length = 0; length < aggregate.Length; length++)
        {
            Assert.DoesNotContain(Read(aggregate[..length]).Lines, line => line.Line is "one" or "two");
        }
        for (int bit = 0; bit < aggregate.Length * 8; bit++)
        {
            byte[] damaged = [.. aggregate];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.DoesNotContain(Read(damaged).Lines, line => line.Line is "one" or "two");
        }
    }

    /// <summary>AggregatedRecord { 1 partition_key_table, 2 explicit_hash_key_table, 3 records { 1, 2, 3 data, 4 tags { 1, 2 } } }.</summary>
    private static byte[] Aggregate(byte[][] lines, bool withTagsAndHashKeys)
    {
        return Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString("key");
            if (withTagsAndHashKeys)
            {
                output.WriteTag(2, WireFormat.WireType.LengthDelimited);
                output.WriteString("170141183460469231731687303715884105728");
            }
            foreach (byte[] line in lines)
            {
                output.WriteTag(3, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Record(line, withTagsAndHashKeys)));
            }
        });
    }

    private static byte[] Record(byte[] line, bool withTagsAndHashKeys) => Message(output =>
    {
        output.WriteTag(1, WireFormat.WireType.Varint);
        output.WriteUInt64(0);
        if (withTagsAndHashKeys)
        {
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteUInt64(ulong.MaxValue);
        }
        output.WriteTag(3, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(line));
        if (withTagsAndHashKeys)
        {
            output.WriteTag(4, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(Message(tag =>
            {
                tag.WriteTag(1, WireFormat.WireType.LengthDelimited);
                tag.WriteString("tag");
            })));
            output.WriteTag(15, WireFormat.WireType.Fixed64);
            output.WriteFixed64(1);
            output.WriteTag(16, WireFormat.WireType.Fixed32);
            output.WriteFixed32(1);
        }
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }
        return buffer.ToArray();
    }

    [SuppressMessage("Security", "CA5351", Justification = "The format's checksum.")]
    private static byte[] Wrap(byte[] protobuf) => [.. s_magic, .. protobuf, .. MD5.HashData(protobuf)];

    private static void ExpectPlain(byte[] payload)
    {
        CollectingSink sink = Read(payload);
        Assert.Empty(sink.Rejects);
        Assert.Equal(Encoding.Latin1.GetString(payload).Trim('\r').Split('\n', StringSplitOptions.RemoveEmptyEntries), sink.Lines.Select(line => line.Line));
    }

    private static CollectingSink Read(byte[] payload) => CollectingSink.Read(new PayloadReader(new PayloadOptions()), payload, 0);
}
