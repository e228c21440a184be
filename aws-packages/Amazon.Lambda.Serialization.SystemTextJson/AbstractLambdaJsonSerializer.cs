using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>
/// What the serializers share: whole documents, names matched without regard to case, nulls not written, AWS's ways with times
/// and blobs. With <c>LAMBDA_NET_SERIALIZER_DEBUG=true</c> every document is shown on the console.
/// </summary>
public abstract class AbstractLambdaJsonSerializer
{
    private readonly bool _debug = string.Equals(Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets up the writer. The options are a value: what the customizer changes stays in its copy, as in the published package.</summary>
    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions>? jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        jsonWriterCustomizer?.Invoke(WriterOptions);
    }

    /// <summary>How JSON is written: not escaped more than JSON demands.</summary>
    protected JsonWriterOptions WriterOptions { get; }

    /// <summary>Writes a response at the stream's position.</summary>
    /// <exception cref="JsonSerializerException">It could not be written.</exception>
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            if (!_debug || response is null)
            {
                using var direct = new Utf8JsonWriter(responseStream, WriterOptions);
                InternalSerialize(direct, response);
                return;
            }

            var document = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(document, WriterOptions))
            {
                InternalSerialize(writer, response);
            }

            Console.WriteLine($"Lambda Serialize {response.GetType().FullName}: {Encoding.UTF8.GetString(document.WrittenSpan)}");
            responseStream.Write(document.WrittenSpan);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads an event, the whole rest of the stream.</summary>
    /// <exception cref="JsonSerializerException">It could not be read.</exception>
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            byte[] utf8Json = ReadAll(requestStream);
            if (_debug)
            {
                Console.WriteLine($"Lambda Deserialize {typeof(T).FullName}: {Encoding.UTF8.GetString(utf8Json)}");
            }

            return InternalDeserialize<T>(utf8Json);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {e.Message}", e);
        }
    }

    /// <summary>Options with the converters for AWS events.</summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = new AwsNamingPolicy(),
        Converters = { new DateTimeConverter(), new MemoryStreamConverter(), new ByteArrayConverter() },
    };

    /// <summary>Writes the value.</summary>
    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    /// <summary>Reads the value.</summary>
    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    private static byte[] ReadAll(Stream stream)
    {
        if (stream is MemoryStream memory)
        {
            return memory.ToArray();
        }

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
