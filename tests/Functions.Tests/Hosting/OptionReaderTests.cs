using LogFunctions.Hosting;

namespace LogFunctions.Functions.Tests.Hosting;

public sealed class OptionReaderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void AnyKind_NotSetOrBlank_HasItsDefault(string? value)
    {
        OptionReader reader = Reader(value);
        Assert.Equal(7, reader.WholeNumber("X", 7, 1, 9));
        Assert.Equal(7L, reader.WholeNumber("X", 7L, 1, 9));
        Assert.Equal(0.5, reader.DecimalNumber("X", 0.5, 0, 1));
        Assert.Equal("a", reader.Choice("X", "a", ["a", "b"]));
        Assert.Equal(3, reader.Parsed("X", "a length", static text => text.Length, 3));
        Assert.Equal("LogFunctions", reader.MetricsNamespace("METRICS_NAMESPACE"));
        Assert.Null(reader.Optional("X"));
        Assert.Equal("X is not set; it must be a name.", Assert.Throws<InvalidOptionException>(() => reader.Required("X", "a name")).Message);
    }

    [Fact]
    public void WholeNumber_AtItsBounds_IsTaken()
    {
        Assert.Equal(1, Reader("1").WholeNumber("X", 7, 1, 9));
        Assert.Equal(9, Reader("9").WholeNumber("X", 7, 1, 9));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999")]
    public void WholeNumber_OutsideOrNoNumber_IsLoud(string value)
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => Reader(value).WholeNumber("X", 7, 1, 9));
        Assert.Equal($"X is '{value}'; it must be a whole number from 1 to 9 (default 7).", error.Message);
    }

    [Theory]
    [InlineData("1.01")]
    [InlineData("-0.1")]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("1e-1")]
    public void DecimalNumber_OutsideOrNoNumber_IsLoud(string value)
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => Reader(value).DecimalNumber("X", 0.5, 0, 1));
        Assert.Equal($"X is '{value}'; it must be a number from 0 to 1 (default 0.5).", error.Message);
        Assert.Equal(0.25, Reader("0.25").DecimalNumber("X", 0.5, 0, 1));
    }

    [Fact]
    public void Parsed_ThatThrows_SaysWhatIsAllowedAndWhy()
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(
            () => Reader("z").Parsed<int>("X", "a colour", static _ => throw new FormatException("no such colour"), 0));
        Assert.Equal("X is 'z'; it must be a colour (no such colour).", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Theory]
    [InlineData("AWS/Lambda")]
    [InlineData("a b")]
    [InlineData("größe")]
    public void MetricsNamespace_ThatCloudWatchRefuses_IsLoud(string value) =>
        Assert.Throws<InvalidOptionException>(() => Reader(value).MetricsNamespace("METRICS_NAMESPACE"));

    private static OptionReader Reader(string? value) => new(name => name is "X" or "METRICS_NAMESPACE" ? value : throw new ArgumentException(name));
}
