using System.Text.Json;
using Amazon.CloudWatch.Model;
using AwsPackages.Client;

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
        json.WriteIfSet("StartTime"u8, request.StartTime);
        json.WriteIfSet("EndTime"u8, request.EndTime);
        json.WriteIfSet("NextToken"u8, request.NextToken);
        json.WriteIfSet("ScanBy"u8, request.ScanBy?.Value);
        json.WriteIfSet("MaxDatapoints"u8, request.MaxDatapoints);
    }

    public static void Write(Utf8JsonWriter json, PutMetricDataRequest request)
    {
        json.WriteIfSet("Namespace"u8, request.Namespace);
        json.WriteStartArray("MetricData"u8);
        foreach (MetricDatum datum in request.MetricData ?? [])
        {
            json.WriteStartObject();
            json.WriteIfSet("MetricName"u8, datum.MetricName);
            Write(json, datum.Dimensions);
            json.WriteIfSet("Timestamp"u8, datum.Timestamp);
            json.WriteIfSet("Value"u8, datum.Value);
            WriteNumbers(json, "Values"u8, datum.Values);
            WriteNumbers(json, "Counts"u8, datum.Counts);
            json.WriteIfSet("Unit"u8, datum.Unit?.Value);
            json.WriteIfSet("StorageResolution"u8, datum.StorageResolution);
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
        json.WriteIfSet("Id"u8, query.Id);
        json.WriteIfSet("Expression"u8, query.Expression);
        json.WriteIfSet("Label"u8, query.Label);
        json.WriteIfSet("Period"u8, query.Period);
        json.WriteIfSet("ReturnData"u8, query.ReturnData);
        if (query.MetricStat is { } stat)
        {
            json.WriteStartObject("MetricStat"u8);
            if (stat.Metric is { } metric)
            {
                json.WriteStartObject("Metric"u8);
                json.WriteIfSet("Namespace"u8, metric.Namespace);
                json.WriteIfSet("MetricName"u8, metric.MetricName);
                Write(json, metric.Dimensions);
                json.WriteEndObject();
            }

            json.WriteIfSet("Period"u8, stat.Period);
            json.WriteIfSet("Stat"u8, stat.Stat);
            json.WriteIfSet("Unit"u8, stat.Unit?.Value);
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
            json.WriteIfSet("Name"u8, dimension.Name);
            json.WriteIfSet("Value"u8, dimension.Value);
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
}
