using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

// What an event does: {"do":"echo"} answers itself; "error", "crash", "sleep", "exit" fail in that way; "env" answers a variable;
// "print" writes a line; "big" answers too much. A Kinesis event is recorded in the file RECORD_FILE, one line per
// record: shard, sequence number, data; a record whose data is "poison" kills the process.
if (Environment.GetEnvironmentVariable("FAIL_INIT") is { Length: > 0 } reason)
{
    await PostAsync("runtime/init/error", new JsonObject { ["errorType"] = "Test.Init", ["errorMessage"] = reason }.ToJsonString());
    return 3;
}

Console.WriteLine("started");
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
while (true)
{
    using HttpResponseMessage next = await http.GetAsync(Api("runtime/invocation/next"));
    next.EnsureSuccessStatusCode();
    string requestId = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    byte[] payload = await next.Content.ReadAsByteArrayAsync();
    try
    {
        await PostAsync($"runtime/invocation/{requestId}/response", await HandleAsync(payload, next.Headers));
    }
    catch (InvalidDataException error)
    {
        await PostAsync($"runtime/invocation/{requestId}/error", new JsonObject { ["errorType"] = "Test.Error", ["errorMessage"] = error.Message }.ToJsonString());
    }
}

static async Task<string> HandleAsync(byte[] payload, HttpResponseHeaders headers)
{
    JsonNode json = JsonNode.Parse(payload)!;
    if (json["Records"] is JsonArray records)
    {
        Record(records);
        return "{}";
    }

    switch ((string?)json["do"])
    {
        case "error":
            throw new InvalidDataException((string?)json["message"]);
        case "crash":
            Process.GetCurrentProcess().Kill();
            await Task.Delay(Timeout.Infinite);
            return "";
        case "exit":
            Environment.Exit(7);
            return "";
        case "sleep":
            await Task.Delay(Timeout.Infinite);
            return "";
        case "env":
            return JsonSerializer.Serialize(Environment.GetEnvironmentVariable((string)json["name"]!));
        case "print":
            Console.WriteLine((string?)json["line"]);
            return "{}";
        case "big":
            return $"\"{new string('x', 7 * 1024 * 1024)}\"";
        case "deadline":
            return headers.GetValues("Lambda-Runtime-Deadline-Ms").Single();
        default:
            return json.ToJsonString();
    }
}

static void Record(JsonArray records)
{
    var lines = new StringBuilder();
    foreach (JsonNode? record in records)
    {
        JsonNode kinesis = record!["kinesis"]!;
        string data = Encoding.UTF8.GetString(Convert.FromBase64String((string)kinesis["data"]!));
        if (data == "poison")
        {
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        lines.Append(((string)record["eventID"]!).Split(':')[0]).Append(' ').Append((string)kinesis["sequenceNumber"]!).Append(' ').Append(data).Append('\n');
    }

    // All or nothing: a batch with poison leaves no trace.
    using FileStream file = OpenAlone(Environment.GetEnvironmentVariable("RECORD_FILE")!);
    file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
}

// Several processes write to one file, one at a time.
static FileStream OpenAlone(string path)
{
    while (true)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            Thread.Sleep(1);
        }
    }
}

static async Task PostAsync(string path, string body)
{
    using var http = new HttpClient();
    using HttpResponseMessage response = await http.PostAsync(Api(path), new StringContent(body, Encoding.UTF8, "application/json"));
}

static string Api(string path) => $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/{path}";
