using System.Globalization;
using System.Numerics;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Tests.Support;

namespace LogFunctions.Core.Tests.Ledger;

/// <summary>A ledger tells of every record how much of it is counted, whatever was given up, or says that it cannot.</summary>
public sealed class StreamPositionTests
{
    private static readonly BigInteger s_first = BigInteger.Parse("49590338271490256608559692538361571095921575989136588898", CultureInfo.InvariantCulture);

    [Fact]
    public void CountedLines_WhateverWasGivenUp_AreThoseThatWereCounted() => Seeded.ForEach(500, random =>
    {
        var options = new LedgerOptions { GiveUpAfterSeconds = random.Next(2) * 3600, MaxGaps = random.Next(2) == 0 ? 64 : random.Next(1, 4) };
        LedgerContext context = Ledgers.Context(options);
        var ledger = new ShardLedger(context);
        List<(SequenceNumber Number, long Counted)> records = [];
        BigInteger number = s_first;
        long nowMs = Ledgers.NoonMs;
        long forgotten = 0;
        for (int batches = random.Next(1, 40); batches > 0; batches--)
        {
            number += random.Next(3) switch { 0 => BigInteger.One, 1 => random.Next(1, 1000), _ => BigInteger.Pow(10, random.Next(30)) };
            var record = SequenceNumber.Parse(number.ToString(CultureInfo.InvariantCulture));
            long counted = random.Next(4) switch { 0 => 0, 1 => random.Next(1, 9), _ => StreamPosition.AllLines };
            records.Add((record, counted));
            if (counted == 0)
            {
                nowMs += options.GiveUpAfterSeconds * 1000L; // it was given up, and that took its time
                continue;
            }

            nowMs += random.Next(20_000);
            ledger.GoOnWith(record.Digits, isNext: records.Count > 1 && records[^2].Counted == StreamPosition.AllLines && random.Next(2) == 0, nowMs);
            Ledgers.Take(ledger, nowMs, Ledgers.Line(nowMs));
            if (counted == StreamPosition.AllLines)
            {
                ledger.AdvanceTo(record);
            }
            else
            {
                ledger.AdvanceInto(record, counted);
            }

            ledger = Ledgers.Recode(ledger, context);
            forgotten += Check(ledger.Position, records);
        }

        Assert.True(forgotten == 0 || options.MaxGaps < 64);
    });

    [Fact]
    public void GoOnWith_BatchesThatFollowEachOther_NotesNothing()
    {
        var ledger = new ShardLedger(Ledgers.Context());
        for (int i = 1; i < 100; i++)
        {
            string number = (s_first + (i * 1000)).ToString(CultureInfo.InvariantCulture);
            ledger.GoOnWith(SequenceNumber.Parse(number).Digits, isNext: false, Ledgers.NoonMs + (i * 60_000L));
            Ledgers.Take(ledger, Ledgers.NoonMs + (i * 60_000L), Ledgers.Line(Ledgers.NoonMs));
            ledger.AdvanceTo(SequenceNumber.Parse(number));
        }

        LedgerGap birth = Assert.Single(ledger.Position.Gaps); // what was there before its first record, nobody counted
        Assert.True(birth.After.IsNone);
        Assert.True(ledger.Position.ForgottenBefore.IsNone);
        Assert.Equal(43_190_000, ledger.Position.GapLagMs);
    }

    [Fact]
    public void Gaps_TwoRecordsInARowCountedInPartAndGivenUp_KeepBothParts()
    {
        SequenceNumber[] numbers = [.. Enumerable.Range(0, 5).Select(i => SequenceNumber.Parse((s_first + i).ToString(CultureInfo.InvariantCulture)))];
        var ledger = new ShardLedger(Ledgers.Context());
        ledger.GoOnWith(numbers[0].Digits, isNext: false, Ledgers.NoonMs);
        ledger.ObserveArrival(Ledgers.NoonMs);
        ledger.AdvanceTo(numbers[0]);
        ledger.GoOnWith(numbers[1].Digits, isNext: true, Ledgers.NoonMs);
        ledger.AdvanceInto(numbers[1], 3);
        ledger.GoOnWith(numbers[2].Digits, isNext: false, Ledgers.NoonMs);
        ledger.AdvanceInto(numbers[2], 7);
        ledger.GoOnWith(numbers[4].Digits, isNext: false, Ledgers.NoonMs);
        ledger.AdvanceTo(numbers[4]);

        StreamPosition position = Ledgers.Recode(ledger, Ledgers.Context()).Position;

        Assert.Equal([StreamPosition.AllLines, 3, 7, 0, StreamPosition.AllLines], numbers.Select(number => position.CountedLines(number)));
    }

    [Fact]
    public void Decode_PositionOfAnyBytes_IsReadOrRefused() => Seeded.ForEach(500, random =>
    {
        var writer = new BlobWriter();
        LedgerEnvelope.Begin(writer);
        writer.WriteBytes([.. Enumerable.Range(0, random.Next(60)).Select(_ => (byte)random.Next(random.Next(2) == 0 ? 4 : 256))]);
        byte[] blob = LedgerEnvelope.Finish(writer, LedgerEnvelope.ShardFormat).ToArray();
        try
        {
            ShardLedger.Decode(blob, Ledgers.Context()).Position.CountedLines(default);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("Ledger blob ", exception.Message, StringComparison.Ordinal);
        }
    });

    private static int Check(StreamPosition position, List<(SequenceNumber Number, long Counted)> records)
    {
        int forgotten = 0;
        foreach ((SequenceNumber number, long counted) in records)
        {
            long? found = position.CountedLines(number);
            forgotten += found is null ? 1 : 0;
            Assert.True(found == counted || (found is null && number < position.ForgottenBefore), $"{number}: {found}, counted were {counted}");
        }

        return forgotten;
    }
}
