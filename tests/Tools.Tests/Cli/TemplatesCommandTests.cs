namespace LogFunctions.Tools.Tests.Cli;

public sealed class TemplatesCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-templates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Templates_Yaml_WordsComeBeforeNamesAndTheServersPathBeforeAll()
    {
        const string Yaml =
            """
            openapi: 3.0.0
            # a comment
            servers:
              - url: https://api.example.com/v1   # production
              - url: https://test.example.com/v2
            paths:
              /users/{id}:
                get:
                  responses:
                    '200': { description: /not/a/path }
              "/users/me":
                get: {}
              '/users/{id}/orders/{order}':
                parameters: []
            components:
              schemas: {}
            """;
        (int exitCode, string output, string error) = await CliHarness.RunAsync("templates", "--openapi", Save("api.yaml", Yaml));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal("/v1/users/me,/v1/users/{id},/v1/users/{id}/orders/{order}", output.Trim());
    }

    [Fact]
    public async Task Templates_Json_SaysWhatIsLeftOut()
    {
        const string Json = """{"swagger":"2.0","basePath":"/api","paths":{"/a/{x}":{},"/a/{x}.json":{},"x-ignored":{}}}""";
        (int exitCode, string output, string error) = await CliHarness.RunAsync("templates", "--openapi", Save("api.json", Json), "--lines");
        Assert.Equal(0, exitCode);
        Assert.Equal("/api/a/{x}", output.Trim());
        Assert.Contains("/api/a/{x}.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openapi: 3.0.0\npaths: {}\n", "no paths")]
    [InlineData("{\"paths\":", "not JSON")]
    public async Task Templates_FileWithoutPaths_SaysWhatIsMissing(string text, string said)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("templates", "--openapi", Save("bad", text));
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    private string Save(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
