using System.Buffers;
using System.Text.Json;

namespace LogFunctions.Hosting;

/// <summary>
/// Writes CloudWatch's embedded metric format: a line per <see cref="MetricSet"/> and values of its dimensions, collected and written at
/// once. The bytes go to standard output as they are: <c>Console.WriteLine</c> would get the runtime's prefix, and not be recognised.
/// Allocates nothing in the steady state. Not thread-safe.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="metricsNamespace">CloudWatch namespace.</param>
/// <param name="time">Clock of the lines.</param>
public sealed class EmbeddedMetricWriter(Stream output, string metricsNamespace, TimeProvider time)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _json;

    /// <summary>Adds a line; nothing is written before <see cref="Flush"/>.</summary>
    /// <param name="set">What the values mean.</param>
    /// <param name="dimensionValues">In the order of the set's dimensions.</param>
    /// <param name="numbers">In the order of the set's metrics, then its properties; finite.</param>
    /// <exception cref="ArgumentException">Other numbers of values than the set has names, or a number that is not finite. Nothing was added.</exception>
    public void Add(MetricSet set, ReadOnlySpan<string> dimensionValues, ReadOnlySpan<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (dimensionValues.Length != set.Dimensions.Length || numbers.Length != set.Numbers.Length)
        {
            throw new ArgumentException(
                $"the set has {set.Dimensions.Length} dimensions and {set.Numbers.Length} numbers, the call {dimensionValues.Length} and {numbers.Length}");
        }

        foreach (double number in numbers)
        {
            if (!double.IsFinite(number))
            {
                throw new ArgumentException($"{number} is no value of a metric");
            }
        }

        _json ??= new Utf8JsonWriter(_buffer);
        _json.Reset(_buffer);
        _json.WriteStartObject();
        WriteDirective(_json, set);
        for (int i = 0; i < dimensionValues.Length; i++)
        {
            _json.WriteString(set.Dimensions[i], dimensionValues[i]);
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            _json.WriteNumber(set.Numbers[i], numbers[i]);
        }

        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
    }

    /// <summary>Writes what was added, in one write.</summary>
    public void Flush()
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        output.Write(_buffer.WrittenSpan);
        output.Flush();
        _buffer.ResetWrittenCount();
    }

    private void WriteDirective(Utf8JsonWriter json, MetricSet set)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, metricsNamespace);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        foreach (JsonEncodedText name in set.Dimensions)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        foreach ((JsonEncodedText name, JsonEncodedText unit) in set.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, name);
            json.WriteString("Unit"u8, unit);
            json.WriteNumber("StorageResolution"u8, set.StorageResolutionSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
