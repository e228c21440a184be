using System.Text.Json;
using Amazon.CloudWatch.Model;

namespace Amazon.CloudWatch.Internal;

/// <summary>Requests and responses as AWS JSON 1.0: nothing for what is not set, times as epoch seconds.</summary>
internal static class MetricJson
{
    public static void Write(Utf8JsonWriter json, GetMetricDataRequest request)
    {
        json.WriteStartArray("MetricDataQueries"u8);
        foreach (MetricDataQuery query in request.MetricDataQueries ?? [])
        {
            Write(json, query);
        }

        json.WriteEndArray();
        WriteTime(json, "StartTime"u8, request.StartTime);
        WriteTime(json, "EndTime"u8, request.EndTime);
        WriteText(json, "NextToken"u8, request.NextToken);
        WriteText(json, "ScanBy"u8, request.ScanBy?.Value);
        WriteNumber(json, "MaxDatapoints"u8, request.MaxDatapoints);
    }

    public static void Write(Utf8JsonWriter json, PutMetricDataRequest request)
    {
        WriteText(json, "Namespace"u8, request.Namespace);
        json.WriteStartArray("MetricData"u8);
        foreach (MetricDatum datum in request.MetricData ?? [])
        {
            json.WriteStartObject();
            WriteText(json, "MetricName"u8, datum.MetricName);
            Write(json, datum.Dimensions);
            WriteTime(json, "Timestamp"u8, datum.Timestamp);
            if (datum.Value is { } value)
            {
                json.WriteNumber("Value"u8, value);
            }

            WriteNumbers(json, "Values"u8, datum.Values);
            WriteNumbers(json, "Counts"u8, datum.Counts);
            WriteText(json, "Unit"u8, datum.Unit?.Value);
            WriteNumber(json, "StorageResolution"u8, datum.StorageResolution);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void Read(ref Utf8JsonReader json, GetMetricDataResponse response)
    {
        if (json.ValueTextEquals("MetricDataResults"u8))
        {
            response.MetricDataResults = json.ReadList<MetricDataResult>(Read);
        }
        else if (json.ValueTextEquals("NextToken"u8))
        {
            response.NextToken = json.ReadString();
        }
        else
        {
            json.Skip();
        }
    }

    public static void ReadNothing(ref Utf8JsonReader json, PutMetricDataResponse _) => json.Skip();

    private static void Read(ref Utf8JsonReader json, MetricDataResult result)
    {
        if (json.ValueTextEquals("Id"u8))
        {
            result.Id = json.ReadString();
        }
        else if (json.ValueTextEquals("Label"u8))
        {
            result.Label = json.ReadString();
        }
        else if (json.ValueTextEquals("StatusCode"u8))
        {
            result.StatusCode = json.ReadString() is { } code ? StatusCode.FindValue(code) : null;
        }
        else if (json.ValueTextEquals("Timestamps"u8))
        {
            result.Timestamps = ReadTimes(ref json);
        }
        else if (json.ValueTextEquals("Values"u8))
        {
            result.Values = ReadNumbers(ref json);
        }
        else
        {
            json.Skip();
        }
    }

    private static List<DateTime>? ReadTimes(ref Utf8JsonReader json)
    {
        List<double>? seconds = ReadNumbers(ref json);
        return seconds?.ConvertAll(s => DateTime.UnixEpoch.AddTicks((long)Math.Round(s * TimeSpan.TicksPerSecond)));
    }

    private static List<double>? ReadNumbers(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var numbers = new List<double>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(json.GetDouble());
        }

        return numbers;
    }

    private static void Write(Utf8JsonWriter json, MetricDataQuery query)
    {
        json.WriteStartObject();
        WriteText(json, "Id"u8, query.Id);
        WriteText(json, "Expression"u8, query.Expression);
        WriteText(json, "Label"u8, query.Label);
        WriteNumber(json, "Period"u8, query.Period);
        if (query.ReturnData is { } returnData)
        {
            json.WriteBoolean("ReturnData"u8, returnData);
        }

        if (query.MetricStat is { } stat)
        {
            json.WriteStartObject("MetricStat"u8);
            if (stat.Metric is { } metric)
            {
                json.WriteStartObject("Metric"u8);
                WriteText(json, "Namespace"u8, metric.Namespace);
                WriteText(json, "MetricName"u8, metric.MetricName);
                Write(json, metric.Dimensions);
                json.WriteEndObject();
            }

            WriteNumber(json, "Period"u8, stat.Period);
            WriteText(json, "Stat"u8, stat.Stat);
            WriteText(json, "Unit"u8, stat.Unit?.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, List<Dimension>? dimensions)
    {
        if (dimensions is null)
        {
            return;
        }

        json.WriteStartArray("Dimensions"u8);
        foreach (Dimension dimension in dimensions)
        {
            json.WriteStartObject();
            WriteText(json, "Name"u8, dimension.Name);
            WriteText(json, "Value"u8, dimension.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, List<double>? numbers)
    {
        if (numbers is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTime? time)
    {
        if (time is { } value)
        {
            json.WriteNumber(name, (value.ToUniversalTime() - DateTime.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond);
        }
    }
}
