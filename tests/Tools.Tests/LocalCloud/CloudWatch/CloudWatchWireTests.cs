using System.Formats.Cbor;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>The API byte by byte: gzip bodies, CBOR as the published AWSSDK.CloudWatch speaks it, and what is refused.</summary>
public sealed class CloudWatchWireTests(CloudWatchFixture cloudWatch) : IClassFixture<CloudWatchFixture>
{
    private static readonly HttpClient s_http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_ByGzip_IsTaken()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"Namespace":"W/gzip","MetricData":[{"MetricName":"A","Value":3}]}"""u8);
        }

        using HttpResponseMessage answer = await PostJsonAsync("PutMetricData", packed.ToArray(), "gzip");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, cloudWatch.Metrics.Get("W/gzip", "A").Sum);
    }

    [Fact]
    public async Task Cbor_PutAndGet_SayWhatJsonSays()
    {
        long second = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 120;
        second -= second % 60;
        using HttpResponseMessage put = await PostCborAsync("PutMetricData", writer =>
        {
            writer.WriteStartMap(2);
            writer.WriteTextString("Namespace");
            writer.WriteTextString("W/cbor");
            writer.WriteTextString("MetricData");
            writer.WriteStartArray(1);
            writer.WriteStartMap(4);
            writer.WriteTextString("MetricName");
            writer.WriteTextString("A");
            writer.WriteTextString("Timestamp");
            writer.WriteTag(CborTag.UnixTimeSeconds);
            writer.WriteDouble(second);
            writer.WriteTextString("Values");
            writer.WriteStartArray(2);
            writer.WriteDouble(1.5);
            writer.WriteInt32(2);
            writer.WriteEndArray();
            writer.WriteTextString("Counts");
            writer.WriteStartArray(2);
            writer.WriteInt32(2);
            writer.WriteHalf((Half)4);
            writer.WriteEndArray();
            writer.WriteEndMap();
            writer.WriteEndArray();
            writer.WriteEndMap();
        });
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("rpc-v2-cbor", put.Headers.GetValues("smithy-protocol").Single());

        using HttpResponseMessage get = await PostCborAsync("GetMetricData", writer => WriteQuery(writer, second));
        var reader = new CborReader(await get.Content.ReadAsByteArrayAsync(Cancel));
        List<(string Name, object Value)> flat = [];
        Flatten(reader, "", flat);
        Assert.Contains(("MetricDataResults[].Values[]", 11.0), flat);
        Assert.Contains(("MetricDataResults[].Timestamps[]", DateTimeOffset.FromUnixTimeSeconds(second)), flat);
        Assert.Contains(("MetricDataResults[].StatusCode", "Complete"), flat);
    }

    [Theory]
    [InlineData("PutDashboard", "{}", "InvalidAction", "has no operation 'PutDashboard'")]
    [InlineData("GetMetricData", "{", "SerializationException", "not JSON")]
    [InlineData("GetMetricData", "[]", "SerializationException", "not a JSON object")]
    [InlineData("GetMetricData", """{"MetricDataQueries":[{"Id":"A","Expression":"1"}],"StartTime":0,"EndTime":60}""", "InvalidParameterValue", "MetricDataQueries.member.1.Id")]
    [InlineData("GetMetricData", """{"MetricDataQueries":[{"Id":"a","Expression":"TIME_SERIES(1)"}],"StartTime":60,"EndTime":60}""", "ValidationError", "StartTime")]
    [InlineData("PutMetricData", """{"Namespace":"N","MetricData":[{"MetricName":"m","Value":"x"}]}""", "InvalidParameterValue", "Value")]
    [InlineData("PutMetricData", """{"Namespace":"N"}""", "ValidationError", "MetricData")]
    [InlineData("GetDashboard", """{"DashboardName":"none"}""", "ResourceNotFound", "there is: board")]
    public async Task Requests_ThatAreWrong_AreRefusedByName(string operation, string body, string code, string message)
    {
        using HttpResponseMessage answer = await PostJsonAsync(operation, Encoding.UTF8.GetBytes(body), null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        JsonNode error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.EndsWith(code, (string)error["__type"]!, StringComparison.Ordinal);
        Assert.Contains(message, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_LargerThanTheLimit_IsRefused()
    {
        byte[] zeros = new byte[4 << 20];
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(zeros);
        }

        using HttpResponseMessage answer = await PostJsonAsync("PutMetricData", packed.ToArray(), "gzip");
        Assert.Contains("larger than", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryProtocol_IsRefused_WithWhatIsSpoken()
    {
        using var form = new FormUrlEncodedContent([new("Action", "ListMetrics")]);
        using HttpResponseMessage answer = await s_http.PostAsync(cloudWatch.Endpoint, form, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("AWS JSON 1.0", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostJsonAsync(string operation, byte[] body, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, cloudWatch.Endpoint) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801." + operation);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return await s_http.SendAsync(request, Cancel);
    }

    private async Task<HttpResponseMessage> PostCborAsync(string operation, Action<CborWriter> write)
    {
        var writer = new CborWriter();
        write(writer);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cloudWatch.Endpoint, $"/service/GraniteServiceVersion20100801/operation/{operation}")) { Content = new ByteArrayContent(writer.Encode()) };
        request.Headers.Add("smithy-protocol", "rpc-v2-cbor");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        return await s_http.SendAsync(request, Cancel);
    }

    private static void WriteQuery(CborWriter writer, long second)
    {
        JsonNode query = JsonNode.Parse($$$"""
            {"StartTime":{{{second}}},"EndTime":{{{second + 60}}},"MetricDataQueries":[{"Id":"a","MetricStat":{"Metric":{"Namespace":"W/cbor","MetricName":"A"},"Period":60,"Stat":"Sum"}}]}
            """)!;
        Write(writer, query);
    }

    private static void Write(CborWriter writer, JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteStartMap(map.Count);
                foreach ((string name, JsonNode? value) in map)
                {
                    writer.WriteTextString(name);
                    Write(writer, value!);
                }

                writer.WriteEndMap();
                break;
            case JsonArray items:
                writer.WriteStartArray(null);
                foreach (JsonNode? item in items)
                {
                    Write(writer, item!);
                }

                writer.WriteEndArray();
                break;
            default:
                if (node.GetValueKind() == System.Text.Json.JsonValueKind.Number)
                {
                    writer.WriteInt64(long.Parse(node.ToJsonString(), CultureInfo.InvariantCulture));
                }
                else
                {
                    writer.WriteTextString(node.ToString());
                }

                break;
        }
    }

    private static void Flatten(CborReader reader, string name, List<(string Name, object Value)> into)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    string member = reader.ReadTextString();
                    Flatten(reader, name.Length == 0 ? member : $"{name}.{member}", into);
                }

                reader.ReadEndMap();
                break;
            case CborReaderState.StartArray:
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray)
                {
                    Flatten(reader, name + "[]", into);
                }

                reader.ReadEndArray();
                break;
            case CborReaderState.Tag:
                into.Add((name, reader.ReadUnixTimeSeconds()));
                break;
            case CborReaderState.TextString:
                into.Add((name, reader.ReadTextString()));
                break;
            case CborReaderState.UnsignedInteger:
                into.Add((name, (double)reader.ReadInt64()));
                break;
            default:
                into.Add((name, reader.ReadDouble()));
                break;
        }
    }
}
