using System.IO.Compression;
using System.Security.Cryptography;
using CsCheck;
using Google.Protobuf;
using LogFunctions.LogGenerator.Costs;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Sinks;

namespace LogFunctions.Tools.Tests.LogGenerator;

public sealed class PackingTests
{
    private static readonly byte[] s_kplMagic = [0xF3, 0x89, 0x9A, 0xC2];

    [Fact]
    public void Records_OfAnyLinesAndOptions_HoldExactlyThoseLines() => Gen.Select(
        Gen.Enum<PackKind>(),
        Gen.Enum<PartitionKind>(),
        Gen.Int[1, 50].Nullable(),
        Gen.Select(Gen.Byte.Select(b => b == '\n' ? (byte)'x' : b).Array[0, 300], Gen.Int[0, 3], Gen.Int[0, 5], (line, client, endpoint) => (line, client, endpoint)).Array[0, 300]).Sample(
        (kind, partition, linesPerRecord, lines) =>
        {
            var options = new PackOptions { Kind = kind, Partition = partition, LinesPerRecord = linesPerRecord };
            List<PackedRecord> records = Pack(options, lines);

            Assert.Equal(lines.Select(l => Convert.ToHexString(l.line)).Order(), records.SelectMany(r => Unpack(kind, r)).Select(Convert.ToHexString).Order());
            Assert.All(records, record =>
            {
                Assert.Equal(record.Lines, Unpack(kind, record).Count);
                Assert.InRange(record.Lines, 1, kind == PackKind.None ? 1 : linesPerRecord ?? int.MaxValue);
                // random bytes do not shrink: gzip records are bounded by their lines only
                Assert.InRange(record.SizeBytes, 1, kind == PackKind.Gzip ? PackOptions.MaxRecordBytes : 25 * 1024);
                Assert.InRange(record.PartitionKey.Length, 1, 256);
            });
        },
        iter: 200);

    [Theory]
    [InlineData(PackKind.Lines)]
    [InlineData(PackKind.Kpl)]
    public void Records_WithoutALineLimit_FillOnePayloadUnit(PackKind kind)
    {
        List<PackedRecord> records = Pack(new PackOptions { Kind = kind }, [.. Enumerable.Range(0, 1_000).Select(i => (new byte[230], i, i))]);

        Assert.All(records.SkipLast(1), record => Assert.InRange(record.SizeBytes, 24_600, 25 * 1024));
    }

    [Fact]
    public void Record_OfALineLongerThanTheTarget_StandsAlone()
    {
        List<PackedRecord> records = Pack(new PackOptions(), [(new byte[100], 0, 0), (new byte[80_000], 0, 0), (new byte[100], 0, 0)]);

        Assert.Equal([101, 80_001, 101], records.Select(record => record.Data.Length));
    }

    [Fact]
    public void Keys_ByEndpoint_NeverMixEndpointsInARecord()
    {
        List<PackedRecord> records = Pack(
            new PackOptions { Partition = PartitionKind.Endpoint, LinesPerRecord = 7 },
            [.. Enumerable.Range(0, 5_000).Select(i => (new[] { (byte)('a' + (i % 600 / 100)), (byte)('0' + (i % 100)) }, i, i % 600))]);

        Assert.All(records, record => Assert.Single(Unpack(PackKind.Lines, record).Select(Convert.ToHexString).Distinct()));
        Assert.All(
            records.GroupBy(record => record.PartitionKey),
            group => Assert.Single(group.Select(record => Convert.ToHexString(Unpack(PackKind.Lines, record)[0])).Distinct()));
    }

    [Fact]
    public void Keys_ByClient_WithOneLinePerRecord_AreThoseOfTheClients()
    {
        List<PackedRecord> records = Pack(
            new PackOptions { Kind = PackKind.None, Partition = PartitionKind.Client },
            [.. Enumerable.Range(0, 100).Select(i => (new[] { (byte)(i % 10) }, i % 10, i))]);

        Assert.Equal(10, records.Select(record => record.PartitionKey).Distinct().Count());
    }

    [Fact]
    public void Header_StandsInFrontOfEveryRecord()
    {
        foreach (PackKind kind in Enum.GetValues<PackKind>())
        {
            var packer = new RecordPacker(new PackOptions { Kind = kind, LinesPerRecord = kind == PackKind.None ? null : 2 }, "#A\n#B\n"u8, seed: 1);
            var records = new List<PackedRecord>();
            for (int i = 0; i < 4; i++)
            {
                packer.AddLine("line"u8, 0, 0, records);
            }

            packer.Flush(records);
            Assert.All(records, record => Assert.StartsWith("#A\n#B\nline", string.Join('\n', Unpack(kind, record).Select(System.Text.Encoding.ASCII.GetString)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Cost_OfKnownCounters_IsWhatThePriceListSays()
    {
        // 10 million lines in 100,000 records of 24,000 bytes: one payload unit and 24 rounded KB each
        var counters = new SinkCounters(10_000_000, 2_300_000_000)
        {
            Records = 100_000,
            RecordBytes = 2_400_000_000,
            PayloadUnits = 100_000,
            RoundedKilobytes = 2_400_000,
        };

        var cost = KinesisCost.Of(counters)!;

        Assert.Equal(0.1m * 0.014m / 10, cost.ProvisionedPuts);
        Assert.Equal(2_400_000_000m / 1_048_576 / 3600 * 0.015m / 10, cost.ProvisionedShards);
        Assert.Equal(2_400_000m / 1_048_576 * 0.12m / 10, cost.OnDemand);
        Assert.Equal((100, 24_000), (cost.LinesPerRecord, cost.BytesPerRecord));
        Assert.Null(KinesisCost.Of(new SinkCounters(10, 100)));
    }

    internal static List<byte[]> Unpack(PackKind kind, PackedRecord record) => kind switch
    {
        PackKind.Gzip => Lines(Inflate(record.Data)),
        PackKind.Kpl => Aggregate(record.Data),
        _ => Lines(record.Data),
    };

    /// <summary>A KPL aggregate by protobuf's own reader; the MD5 and the partition key must be right.</summary>
    internal static List<byte[]> Aggregate(byte[] data)
    {
        Assert.Equal(s_kplMagic, data[..4]);
        // prescribed by the format
#pragma warning disable CA5351
        Assert.Equal(MD5.HashData(data[4..^16]), data[^16..]);
#pragma warning restore CA5351
        var lines = new List<byte[]>();
        int keys = 0;
        var input = new CodedInputStream(data[4..^16]);
        while (input.ReadTag() is > 0 and uint tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                Assert.NotEmpty(input.ReadString());
                keys++;
                continue;
            }

            Assert.Equal(3, WireFormat.GetTagFieldNumber(tag));
            var record = new CodedInputStream(input.ReadBytes().ToByteArray());
            Assert.Equal(WireFormat.MakeTag(1, WireFormat.WireType.Varint), record.ReadTag());
            Assert.Equal(0UL, record.ReadUInt64());
            Assert.Equal(WireFormat.MakeTag(3, WireFormat.WireType.LengthDelimited), record.ReadTag());
            lines.AddRange(Lines(record.ReadBytes().ToByteArray()));
            Assert.True(record.IsAtEnd);
        }

        Assert.Equal(1, keys);
        return lines;
    }

    internal static List<byte[]> Lines(byte[] data)
    {
        Assert.Equal((byte)'\n', data[^1]);
        var lines = new List<byte[]>();
        for (int start = 0; start < data.Length;)
        {
            int end = Array.IndexOf(data, (byte)'\n', start);
            lines.Add(data[start..end]);
            start = end + 1;
        }

        return lines;
    }

    internal static byte[] Inflate(byte[] data)
    {
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static List<PackedRecord> Pack(PackOptions options, (byte[] Line, int Client, int Endpoint)[] lines)
    {
        var packer = new RecordPacker(options, default, seed: 1);
        var records = new List<PackedRecord>();
        foreach ((byte[] line, int client, int endpoint) in lines)
        {
            packer.AddLine(line, (ulong)client, endpoint, records);
        }

        packer.Flush(records);
        Assert.Equal(0, packer.PendingLines);
        return records;
    }
}
