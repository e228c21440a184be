using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

public sealed class RejectReasonTests
{
    [Fact]
    public void Names_OfAllReasons_AreDistinctAndRoundTrip()
    {
        RejectReason[] all = Enum.GetValues<RejectReason>();
        Assert.Equal(all.Length, RejectReasonNames.Count);
        Assert.Equal(all.Length, all.Select(reason => reason.Name()).Distinct().Count());
        Assert.All(all, reason => Assert.True(RejectReasonNames.TryParse(reason.Name(), out RejectReason parsed) && parsed == reason));
        Assert.False(RejectReasonNames.TryParse("no.such", out _));
    }

    [Fact]
    public void Kinds_All_HaveAName() =>
        Assert.Equal(LogFormatNames.KindCount, Enum.GetValues<LineKind>().Select(kind => kind.DisplayName()).Distinct().Count());

    [Fact]
    public void Formats_All_CanBeNamed()
    {
        Assert.All(LogFormatNames.All, name => Assert.True(LogFormatNames.TryParse(name, out _)));
        Assert.Equal(Enum.GetValues<LogFormat>(), LogFormatNames.All.Select(name => LogFormatNames.TryParse(name, out LogFormat format) ? format : default).Distinct());
    }
}
