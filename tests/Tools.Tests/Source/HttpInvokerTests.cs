using System.Net;
using System.Text;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.EventSource;

namespace LogFunctions.Tools.Tests.Source;

public sealed class HttpInvokerTests
{
    [Theory]
    [InlineData(200, null, "", InvokeStatus.Succeeded)]
    [InlineData(200, null, """{"batchItemFailures":[]}""", InvokeStatus.Succeeded)]
    [InlineData(200, null, """{"errorMessage":"only"}""", InvokeStatus.Succeeded)]
    [InlineData(200, "Unhandled", "{}", InvokeStatus.FunctionError)]
    [InlineData(200, null, """{"errorMessage":"no","errorType":"X"}""", InvokeStatus.FunctionError)]
    [InlineData(200, null, "{ not json", InvokeStatus.Succeeded)]
    [InlineData(404, null, "", InvokeStatus.FunctionError)]
    [InlineData(500, null, "", InvokeStatus.FunctionError)]
    [InlineData(429, null, "", InvokeStatus.Throttled)]
    [InlineData(503, null, "", InvokeStatus.Throttled)]
    public async Task Answer_MeansWhatEndpointsMeanByIt(int status, string? functionError, string body, InvokeStatus expected)
    {
        using var handler = new Fixed(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
            if (functionError is not null)
            {
                response.Headers.Add("X-Amz-Function-Error", functionError);
            }

            return response;
        });
        Assert.Equal(expected, (await InvokeAsync(handler)).Status);
    }

    [Fact]
    public async Task Nobody_Answering_IsNoTry()
    {
        using var handler = new Fixed(() => throw new HttpRequestException("refused"));
        InvokeResult result = await InvokeAsync(handler);
        Assert.Equal(InvokeStatus.Throttled, result.Status);
        Assert.Contains("refused", result.ErrorSummary, StringComparison.Ordinal);
    }

    private static async Task<InvokeResult> InvokeAsync(HttpMessageHandler handler)
    {
        using var http = new HttpClient(handler, disposeHandler: false);
        return await new HttpInvoker(http, new Uri("http://127.0.0.1/f"), () => "id").InvokeAsync(Encoding.UTF8.GetBytes("{}"), TestContext.Current.CancellationToken);
    }

    private sealed class Fixed(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
