using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud;

/// <summary>Holds tests/events to what the encoders make. After a wanted change: LOGFN_UPDATE_EVENTS=1 writes the files anew.</summary>
public sealed class SavedEventTests
{
    public static TheoryData<string> Files => [.. SavedEvents.All.Select(saved => saved.File)];

    private static string Folder { get; } = FindFolder();

    [Theory]
    [MemberData(nameof(Files))]
    public void SavedEvent_IsWhatItsEncoderMakes(string file)
    {
        SavedEvent saved = SavedEvents.All.Single(saved => saved.File == file);
        string path = Path.Combine(Folder, file);
        string made = SavedEvents.Format(saved.Make());
        if (Environment.GetEnvironmentVariable("LOGFN_UPDATE_EVENTS") == "1")
        {
            File.WriteAllText(path, made);
        }

        string kept = File.ReadAllText(path);

        Assert.Equal(SavedEvents.Payloads(made), SavedEvents.Payloads(kept));
        Assert.Equal(WithoutData(made), WithoutData(kept));
        Assert.EndsWith("\n", kept, StringComparison.Ordinal);
        Assert.True(kept.Length < 8_000, "a saved event is small");
    }

    [Fact]
    public void Folder_HoldsTheEventsAndTheReadmeNamesEach()
    {
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));

        Assert.Equal(SavedEvents.All.Select(saved => saved.File).Order(), Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).Order());
        Assert.All(SavedEvents.All, saved => Assert.Contains($"| `{saved.File}` | {saved.Story} | {saved.Accepted} | {saved.Rejected} |", readme, StringComparison.Ordinal));
    }

    private static string WithoutData(string eventJson)
    {
        JsonNode root = JsonNode.Parse(eventJson)!;
        foreach (JsonNode? record in root["Records"] as JsonArray ?? [])
        {
            record!["kinesis"]!.AsObject().Remove("data");
        }

        return root.ToJsonString();
    }

    private static string FindFolder()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "LogFunctions.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory ?? throw new InvalidOperationException("The tests run from a checkout."), "tests", "events");
    }
}
