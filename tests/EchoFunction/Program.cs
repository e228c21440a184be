using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

// Answers an event with the event. Events that begin with a word do what it says, so that tests can look at a real process:
// "log" writes on every way to the console, "throw" fails, "wait:MS" takes its time, "init" in ECHO_INIT fails before the first event.
return await Echo.RunAsync();

internal static class Echo
{
    public static async Task<int> RunAsync()
    {
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder.Create(HandleAsync).UseBootstrapHandler(InitializeAsync).Build();
        await bootstrap.RunAsync();
        await using Stream output = Console.OpenStandardOutput();
        await output.WriteAsync("stopped\n"u8.ToArray());
        return 0;
    }

    private static Task<bool> InitializeAsync() => Environment.GetEnvironmentVariable("ECHO_INIT") switch
    {
        "throw" => throw new InvalidOperationException("no configuration"),
        "stop" => Task.FromResult(false),
        _ => Task.FromResult(true),
    };

    private static async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        var bytes = new MemoryStream();
        await input.CopyToAsync(bytes);
        string text = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)Math.Min(bytes.Length, 64)).Trim('"');
        if (text == "log")
        {
            Log(context);
        }
        else if (text == "throw")
        {
            throw new InvalidOperationException("asked to fail");
        }
        else if (text.StartsWith("wait:", StringComparison.Ordinal))
        {
            context.Logger.LogInformation("waiting");
            await Task.Delay(int.Parse(text["wait:".Length..]));
        }

        bytes.Position = 0;
        return bytes;
    }

    private static void Log(ILambdaContext context)
    {
        Console.Write("raw\n");
        Console.WriteLine("console");
        Console.WriteLine(42);
        Console.Error.WriteLine("console error");
        LambdaLogger.Log("static");
        LambdaLogger.Log(LogLevel.Warning, "static {word}", "warning");
        context.Logger.LogLine("line");
        context.Logger.LogTrace("below the threshold");
        context.Logger.LogWarning("took {elapsedMs} ms for {name}", 12.5, "größe");
        context.Logger.LogError(new InvalidOperationException("inner"), "went wrong");
    }
}
