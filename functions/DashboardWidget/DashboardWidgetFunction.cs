using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;
using LogFunctions.DashboardWidget.Html;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.DashboardWidget.Request;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

namespace LogFunctions.DashboardWidget;

/// <summary>
/// The handler of a CloudWatch custom widget: from the widget's event to a JSON text of HTML, at most <see cref="HtmlWriter.MaxBytes"/>; or its documentation when
/// the event has <c>describe</c>. What is wrong in the event, and tables that do not answer, are told in the widget.
/// </summary>
internal sealed class DashboardWidgetFunction(WindowSource source, DashboardWidgetOptions options, WidgetMetrics metrics, TimeProvider time)
{
    // CloudWatch decodes the text before it reads HTML: only what JSON needs is escaped here.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EventBytes _event = new();

    /// <summary>Handles one invocation.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        long started = time.GetTimestamp();
        ReadOnlyMemory<byte> bytes = await _event.ReadAsync(input);
        using CancellationTokenSource deadline = InvocationDeadline.Start(context, time);
        byte[] answer = await AnswerAsync(bytes, context.InvokedFunctionArn ?? "", deadline.Token);
        metrics.Write(time.GetElapsedTime(started).TotalMilliseconds, answer.Length);
        return new MemoryStream(answer, writable: false);
    }

    private async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> bytes, string functionArn, CancellationToken cancellationToken)
    {
        try
        {
            if (!WidgetRequestReader.TryRead(bytes, time.GetUtcNow(), out WidgetRequest? request))
            {
                return JsonText(Description.Markdown);
            }

            var html = new HtmlWriter(request, functionArn);
            ReadPlan plan = ReadPlan.Of(request, options.WindowSeconds);
            await (request.View switch
            {
                WidgetView.Rejects => RejectsView.WriteAsync(html, plan, source, cancellationToken),
                WidgetView.Clients => ClientsView.WriteAsync(html),
                WidgetView.Endpoints when request.Endpoint is { } endpoint => EndpointView.WriteAsync(html, plan, endpoint, source, cancellationToken),
                _ => EndpointsView.WriteAsync(html, plan, source, cancellationToken),
            });
            return JsonText(html.ToString());
        }
        catch (InvalidRequestException error)
        {
            return JsonText(HtmlWriter.Message("This widget cannot be drawn.", error.Message));
        }
        catch (Exception error) when (error is StoreUnavailableException or OperationCanceledException or CorruptRowException)
        {
            return JsonText(HtmlWriter.Message("The tables could not be read; the next refresh tries again.", error.Message));
        }
    }

    private static byte[] JsonText(string text)
    {
        using var buffer = new MemoryStream(text.Length + 16);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStringValue(text);
        }

        return buffer.ToArray();
    }
}
