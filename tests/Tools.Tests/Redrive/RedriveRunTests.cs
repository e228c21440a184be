using LogFunctions.Cli.Redrive;

namespace LogFunctions.Tools.Tests.Redrive;

public sealed class RedriveRunTests
{
    private readonly RedriveWorld _world = new();

    [Fact]
    public async Task Batch_NeverCounted_ComesBackAsItWas_AndOnlyOnce()
    {
        _world.Objects["aws/lambda/a"] = RedriveWorld.Failure((1, "one\n"), (2, "two"));

        var first = await _world.RunAsync();
        var second = await _world.RunAsync();

        Assert.Equal([("one\n", "key1"), ("two", "key2")], _world.Stream);
        Assert.Equal(("put", 2, 0, ""), (first["aws/lambda/a"].Outcome, first["aws/lambda/a"].Records, first["aws/lambda/a"].Skipped, first["aws/lambda/a"].Note));
        Assert.Equal(("skipped", 0, 2), (second["aws/lambda/a"].Outcome, second["aws/lambda/a"].Records, second["aws/lambda/a"].Skipped));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    public async Task Batch_LedgerStandsInIt_OnlyWhatIsBehindComesBack_AlsoWhenTheLedgerMovesOnInBetween(int counted, int expected)
    {
        _world.Objects["a"] = RedriveWorld.Failure((1, "1"), (2, "2"), (3, "3"));
        _world.Ledger = RedriveWorld.At(counted);
        _world.Room = 0;
        await _world.RunAsync();
        _world.Room = int.MaxValue;
        _world.Ledger = RedriveWorld.At(9);

        await _world.RunAsync();

        Assert.Equal(Enumerable.Range(counted + 1, expected).Select(i => i.ToString(null, null)), _world.Stream.Select(r => r.Data));
    }

    [Fact]
    public async Task Batch_LedgerInsideARecord_TheRestOfItsLinesComesBack()
    {
        _world.Objects["a"] = RedriveWorld.Failure((1, "x\n"), (2, "a\n\nb\nc\n"), (3, "z"));
        _world.Ledger = RedriveWorld.At(1, partial: 2, lines: 2);

        await _world.RunAsync();

        Assert.Equal([("\nc\n", "key2"), ("z", "key3")], _world.Stream);
    }

    [Fact]
    public async Task Batch_InAGapOfTheLedger_ComesBackExactly_AlsoTheRestOfARecord()
    {
        _world.Objects["a"] = RedriveWorld.FailureAfter(43_200, (1, "1"), (2, "2"), (3, "a\nb\nc\n"), (4, "4"));
        _world.Objects["b"] = RedriveWorld.FailureAfter(43_200, (7, "answer lost"));
        _world.Ledger = RedriveWorld.At(99) with { Gaps = [RedriveWorld.Gap(1, 6, partial: 3, lines: 2)], GapLagMs = 43_190_000 };

        var results = await _world.RunAsync();

        Assert.Equal([("2", "key2"), ("\nc\n", "key3"), ("4", "key4")], _world.Stream);
        Assert.Equal(("put", "1 records and 2 lines of another were counted before"), (results["a"].Outcome, results["a"].Note));
        Assert.Equal(("skipped", "1 records were counted before"), (results["b"].Outcome, results["b"].Note));
    }

    [Theory]
    [InlineData(43_194, 0, false)] // given up sooner than gaps are noted
    [InlineData(43_195, 0, true)]
    [InlineData(99_999, 2, false)] // a gap before record 2 was forgotten
    [InlineData(99_999, 1, true)]
    public async Task Batch_InNoGap_IsCounted_IfTheLedgerCanTell(int lagSeconds, int forgottenBefore, bool isCertain)
    {
        _world.Objects["a"] = RedriveWorld.FailureAfter(lagSeconds, (1, "1"));
        _world.Ledger = RedriveWorld.At(9) with { GapLagMs = 43_190_000, ForgottenBefore = forgottenBefore == 0 ? default : RedriveWorld.At(forgottenBefore).Last };

        var results = await _world.RunAsync(RedriveWorld.Everything with { Uncertain = UncertainPolicy.Leave });

        Assert.Equal(isCertain ? "skipped" : "left", results["a"].Outcome);
        Assert.Empty(_world.Stream);
    }

    [Theory]
    [InlineData("Put", true, "put", 2)]
    [InlineData("Leave", true, "left", 0)]
    [InlineData("Leave", false, "left", 0)]
    public async Task Batch_LedgerHasPassedIt_IsUncertain_AndTreatedAsToldTo(string policy, bool asksLedger, string outcome, int records)
    {
        _world.Objects["a"] = RedriveWorld.Failure((1, "1"), (2, "2"));
        _world.Ledger = RedriveWorld.At(3) with { GapLagMs = 1000 };

        var results = await _world.RunAsync(RedriveWorld.Everything with { Uncertain = Enum.Parse<UncertainPolicy>(policy) }, asksLedger);

        Assert.Equal((outcome, records), (results["a"].Outcome, _world.Stream.Count));
        Assert.StartsWith("uncertain", results["a"].Note, StringComparison.Ordinal);
        Assert.Equal(outcome == "put", _world.States.ContainsKey("a"));
    }

    [Fact]
    public async Task Batch_UncertainAndNothingPutYet_IsDecidedAnewByAnotherLedger()
    {
        _world.Objects["a"] = RedriveWorld.Failure((1, "1"), (2, "2"));
        _world.Ledger = RedriveWorld.At(3) with { GapLagMs = 1000 };
        _world.Room = 0;
        await _world.RunAsync();
        _world.Room = int.MaxValue;
        _world.Ledger = RedriveWorld.At(1);

        await _world.RunAsync(RedriveWorld.Everything with { Uncertain = UncertainPolicy.Leave });

        Assert.Equal([("2", "key2")], _world.Stream);
    }

    [Fact]
    public async Task Batch_FailedHalfWay_GoesOnWhereItStopped()
    {
        _world.Objects["a"] = RedriveWorld.Failure([.. Enumerable.Range(1, 1203).Select(i => (i, $"{i}"))]);
        _world.Objects["b"] = RedriveWorld.Failure((2000, "other"));
        _world.Room = 707;

        var first = await _world.RunAsync();
        _world.Room = int.MaxValue;
        await _world.RunAsync();

        Assert.Equal("failed", first["a"].Outcome);
        Assert.Contains("707 of its records", first["a"].Note, StringComparison.Ordinal);
        Assert.Equal([.. Enumerable.Range(1, 1203).Select(i => $"{i}"), "other"], _world.Stream.Select(r => r.Data));
    }

    [Fact]
    public async Task DryRun_PutsAndNotesNothing()
    {
        _world.Objects["a"] = RedriveWorld.Failure((1, "1"));

        var results = await _world.RunAsync(RedriveWorld.Everything with { DryRun = true });

        Assert.Equal(("would put", 1), (results["a"].Outcome, results["a"].Records));
        Assert.Empty(_world.Stream);
        Assert.Empty(_world.States);
    }

    [Fact]
    public async Task Rejects_OfTwoFilesAndAGivenUpBatch_EachLineComesBackOnce()
    {
        _world.Objects["rejects/a.ndjson.gz"] = RedriveWorld.Rejects(RedriveWorld.Line(1, 0, "a"), RedriveWorld.Line(2, 0, "b"), RedriveWorld.Line(5, 0, "in batch"));
        _world.Objects["rejects/b.ndjson.gz"] = RedriveWorld.Rejects(RedriveWorld.Line(2, 0, "b"), RedriveWorld.Line(2, 10, "c"), RedriveWorld.Line(4, 0, "counted"));
        _world.Objects["aws/x"] = RedriveWorld.Failure((4, "counted"), (5, "in batch"));
        _world.Ledger = RedriveWorld.At(4);

        var first = await _world.RunAsync();
        var second = await _world.RunAsync();

        Assert.Equal(["in batch", "\na\nb\n", "\nc\ncounted\n"], _world.Stream.Select(r => r.Data));
        Assert.Equal((1, 2, 1), (first["rejects/a.ndjson.gz"].Records, first["rejects/a.ndjson.gz"].Lines, first["rejects/a.ndjson.gz"].Skipped));
        Assert.All(second.Values, r => Assert.Equal("skipped", r.Outcome));
    }

    [Fact]
    public async Task Objects_ThatOverlapWhatWasPutBackBefore_PutOnlyWhatIsNew_WhateverTheirNames()
    {
        _world.Objects["m"] = RedriveWorld.Failure((1, "1"), (2, "2"));
        _world.Objects["m.ndjson.gz"] = RedriveWorld.Rejects(RedriveWorld.Line(7, 0, "a"), RedriveWorld.Line(7, 1, "b"));
        await _world.RunAsync();
        _world.Objects["a"] = RedriveWorld.Failure((2, "2"), (3, "3"));
        _world.Objects["a.ndjson.gz"] = RedriveWorld.Rejects(RedriveWorld.Line(7, 1, "b"), RedriveWorld.Line(7, 2, "c"));

        await _world.RunAsync();

        Assert.Equal(["1", "2", "\na\nb\n", "3", "\nc\n"], _world.Stream.Select(r => r.Data));
    }

    [Fact]
    public async Task Rejects_ContainersAndUnfinishedJson_AreRecordsOfTheirOwn_BytesUnchanged()
    {
        byte[] gzip = [0x1F, 0x8B, 8, 0xFF, (byte)'\n', 1];
        _world.Objects["r.ndjson.gz"] = RedriveWorld.Rejects(
            RedriveWorld.Line(1, 0, "plain"), (1, 1, gzip, "container.gzip.corrupt"), RedriveWorld.Line(1, 2, "{"), RedriveWorld.Line(1, 3, "}"), (1, 4, [0xC3, 0x28], "line.unrecognized"));

        await _world.RunAsync();

        Assert.Equal(["\nplain\n", System.Text.Encoding.Latin1.GetString(gzip), "{", "\n}\n\u00C3(\n"], _world.Stream.Select(r => r.Data));
    }

    [Fact]
    public async Task DamagedObjects_AreNamedWithTheReason_AndTheOthersGoOn()
    {
        byte[] rejects = RedriveWorld.Rejects([.. Enumerable.Range(0, 100).Select(i => RedriveWorld.Line(1, i, $"line {i * 7919}"))]);
        _world.Objects["a.ndjson.gz"] = rejects[..(rejects.Length / 2)];
        _world.Objects["b"] = "{\"KinesisBatchInfo\":{}}"u8.ToArray();
        _world.Objects["c"] = "no json"u8.ToArray();
        _world.Objects["d"] = "{\"payload\":\"{}\"}"u8.ToArray();
        _world.Objects["e"] = RedriveWorld.Failure((1, "good"));

        var results = await _world.RunAsync();

        Assert.Contains("cut off", results["a.ndjson.gz"].Note, StringComparison.Ordinal);
        Assert.Contains("description of a batch but not its payload", results["b"].Note, StringComparison.Ordinal);
        Assert.All(["c", "d"], name => Assert.Contains("not an on-failure object", results[name].Note, StringComparison.Ordinal));
        Assert.Equal(["failed", "failed", "failed", "failed", "put"], results.OrderBy(r => r.Key).Select(r => r.Value.Outcome));
        Assert.Equal([("good", "key1")], _world.Stream);
    }

    [Fact]
    public void State_WrittenAndRead_IsTheSame_AndDamageIsNoticed()
    {
        var state = new ObjectState { Counted = 2, PartialPosition = 2, PartialLines = 7, IsUncertain = true };
        state.Settle([0, 1, 5, 6, 9]);

        var read = ObjectState.Parse(state.ToJson(), "x");

        Assert.Equal(state.ToJson(), read.ToJson());
        Assert.Equal([0, 1, 5, 6, 9], read.Settled);
        Assert.Contains("damaged", Assert.Throws<RedriveException>(() => ObjectState.Parse("{}", "x")).Message, StringComparison.Ordinal);
    }
}
