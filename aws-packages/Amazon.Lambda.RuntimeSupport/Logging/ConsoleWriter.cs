using System.Globalization;
using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// The console of a function: <c>WriteLine</c> becomes a log line, <c>Write</c> goes out as it is. Standard error's lines have
/// level Error; both go to standard output, in order.
/// </summary>
internal sealed class ConsoleWriter(LambdaLog log, LogLevel level) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly string _level = level.ToString();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => log.Write([value]);

    public override void Write(char[] buffer, int index, int count) => log.Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => log.Write(buffer);

    public override void Write(string? value) => log.Write(value);

    public override void WriteLine() => WriteLine(string.Empty);

    public override void WriteLine(string? value) => log.WriteLine(_level, null, value, []);

    public override void WriteLine(object? value) => WriteLine(value is IFormattable formattable ? formattable.ToString(null, FormatProvider) : value?.ToString());

    public override void WriteLine(char[]? buffer) => WriteLine(buffer is null ? null : new string(buffer));

    public override void WriteLine(char[] buffer, int index, int count) => WriteLine(new string(buffer, index, count));

    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    public override void WriteLine(StringBuilder? value) => WriteLine(value?.ToString());

    public override void WriteLine(bool value) => WriteLine(value.ToString());

    public override void WriteLine(char value) => WriteLine(value.ToString());

    public override void WriteLine(int value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(uint value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(long value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(ulong value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(float value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(double value) => WriteLine(value.ToString(FormatProvider));

    public override void WriteLine(decimal value) => WriteLine(value.ToString(FormatProvider));

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(char[] buffer, int index, int count)
    {
        WriteLine(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        WriteLine(buffer.Span);
        return Task.CompletedTask;
    }
}
