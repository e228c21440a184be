using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Dashboards;

namespace LogFunctions.Tools.Tests.Dashboards;

/// <summary>Bodies in files, and in templates of every way to write them.</summary>
public sealed class DashboardFileTests
{
    private const string Body = """{"widgets":[{"type":"text","properties":{"markdown":"hello"}}]}""";

    [Theory]
    [InlineData("""      DashboardBody: '{"widgets":[{"type":"text","properties":{"markdown":"hello"}}]}'""")]
    [InlineData("""      DashboardBody: !Sub '{"widgets":[{"type":"text","properties":{"markdown":"${Greeting}"}}]}'""")]
    [InlineData("""      DashboardBody: !Sub ['{"widgets":[{"type":"text","properties":{"markdown":"${word}"}}]}', {word: !Ref Greeting}]""")]
    [InlineData("""      DashboardBody: {"Fn::Sub": '{"widgets":[{"type":"text","properties":{"markdown":"${Greeting}"}}]}'}""")]
    [InlineData("""      DashboardBody: !Join ['', ['{"widgets":[{"type":"text","properties":{"markdown":"', !Ref Greeting, '"}}]}']]""")]
    [InlineData("""      DashboardBody: {"Fn::Join": ["", ["{\"widgets\":[{\"type\":\"text\",\"properties\":{\"markdown\":\"", {"Ref": "Greeting"}, "\"}}]}"]]}""")]
    [InlineData("""      DashboardBody: {"Fn::ToJsonString": {"widgets": [{"type": "text", "properties": {"markdown": !Ref Greeting}}]}}""")]
    [InlineData("""      DashboardBody: !If [IsProd, "{}", '{"widgets":[{"type":"text","properties":{"markdown":"hello"}}]}']""")]
    [InlineData("""      DashboardBody: !Sub ['{"widgets":[{"type":"text","properties":{"markdown":"${w}"}}]}', {w: !FindInMap [Words, en, greeting]}]""")]
    public void Template_EveryWayToWriteABody_IsTheSameBody(string line)
    {
        FoundDashboard found = Assert.Single(DashboardFile.ReadText("""
            Parameters: {Greeting: {Type: String, Default: hello}, Stage: {Type: String, Default: test}}
            Mappings: {Words: {en: {greeting: hello}}}
            Conditions: {IsProd: !Equals [!Ref Stage, prod]}
            Resources:
              Ops:
                Type: AWS::CloudWatch::Dashboard
                Properties:

            """ + line));

        Assert.Equal("Ops", found.Name);
        Dashboard dashboard = DashboardReader.Read(found.Body!);
        Assert.Empty(dashboard.Problems);
        Assert.Equal("hello", dashboard.Widgets[0].Text!.Markdown);
    }

    [Fact]
    public void Template_ToJsonString_KeepsNumbersAndFlags()
    {
        FoundDashboard found = Assert.Single(DashboardFile.ReadText("""
            Resources:
              Ops:
                Type: AWS::CloudWatch::Dashboard
                Properties:
                  DashboardBody:
                    Fn::ToJsonString:
                      widgets:
                        - {type: metric, x: 0, y: 0, width: 6, height: 6, properties: {stacked: true, period: 60, accountId: "012345678901", metrics: [[N, M, !Ref "AWS::NoValue"]], title: !GetAtt Fn.Name}}
            """));

        MetricWidget widget = DashboardReader.Read(found.Body!).Widgets[0].Metric!;

        Assert.Equal((true, 60, "012345678901"), (widget.Stacked, widget.PeriodSeconds, widget.AccountId));
        Assert.Contains("\"period\":60", found.Body);
        Assert.Equal("N M", $"{widget.Metrics[0].Namespace} {widget.Metrics[0].Name}");
    }

    [Fact]
    public void Template_NumberWithoutDefault_StandsWithoutQuotes()
    {
        FoundDashboard found = Assert.Single(DashboardFile.ReadText("""
            {"Parameters": {"Period": {"Type": "Number"}}, "Resources": {"Ops": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody":
              {"Fn::Sub": "{\"widgets\":[{\"type\":\"metric\",\"properties\":{\"period\":${Period},\"metrics\":[[\"N\",\"M\",\"D\",\"${Table.Arn}\"]]}}]}"}}}}}
            """));

        Assert.Empty(DashboardReader.Read(found.Body!).Problems);
    }

    [Fact]
    public void Template_BodyOfAMacro_IsSaidNotToBeThere()
    {
        FoundDashboard found = Assert.Single(DashboardFile.ReadText(
            """{"Resources": {"Ops": {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": {"Fn::Transform": {"Name": "AWS::Include"}}}}}}"""));

        Assert.Null(found.Body);
        Assert.Contains("AWS::Include", found.Problem);
    }

    [Fact]
    public void Answer_OfGetDashboard_IsABody()
    {
        string answer = System.Text.Json.JsonSerializer.Serialize(new { DashboardName = "Ops", DashboardBody = Body });

        Assert.Equal([new FoundDashboard("Ops", Body)], DashboardFile.ReadText(answer));
    }

    [Theory]
    [InlineData("Resources: {Stream: {Type: AWS::Kinesis::Stream}}", "no resource of type AWS::CloudWatch::Dashboard")]
    [InlineData("- a list", "is no YAML mapping")]
    [InlineData("a: [1", "line 2")]
    [InlineData("greeting: hello", "neither a dashboard body")]
    [InlineData("{\"widgets\": [", "line 1")]
    public void File_OfSomethingElse_IsRefusedWithTheReason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<LocalCloudException>(() => DashboardFile.ReadText(text)).Message);

    [Fact]
    public void OwnTemplate_IfItHasADashboard_IsDrawnWhole()
    {
        string template = Path.Combine(AppContext.BaseDirectory, "template.yaml");
        Assert.SkipUnless(File.ReadAllText(template).Contains("AWS::CloudWatch::Dashboard", StringComparison.Ordinal), "template.yaml has no dashboard yet");

        Assert.All(DashboardFile.Read(template), found => Assert.Empty(DashboardReader.Read(found.Body!).Problems));
    }
}
