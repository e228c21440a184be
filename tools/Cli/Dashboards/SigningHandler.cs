using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace LogFunctions.Cli.Dashboards;

/// <summary>Signs requests to AWS (Signature Version 4) with the credentials that the SDK finds.</summary>
/// <param name="credentials">Asked at every request: they may be renewed.</param>
/// <param name="service">Such as monitoring or lambda.</param>
/// <param name="regionOf">The region of a request's host.</param>
/// <param name="time">The clock.</param>
/// <param name="inner">Sends.</param>
internal sealed class SigningHandler(AWSCredentials credentials, string service, Func<Uri, string> regionOf, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ImmutableCredentials keys = await credentials.GetCredentialsAsync();
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Sign(request, body, keys, time.GetUtcNow());
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Adds the headers of the signature.</summary>
    internal void Sign(HttpRequestMessage request, byte[] body, ImmutableCredentials keys, DateTimeOffset now)
    {
        Uri uri = request.RequestUri!;
        request.Headers.TryAddWithoutValidation("x-amz-date", now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        if (keys.UseToken)
        {
            request.Headers.TryAddWithoutValidation("x-amz-security-token", keys.Token);
        }

        (string Name, string Value)[] signed =
        [
            .. request.Headers.Concat(request.Content?.Headers.Where(header => header.Key == "Content-Type") ?? [])
                .Select(header => (header.Key.ToLowerInvariant(), string.Join(',', header.Value).Trim()))
                .Append(("host", uri.Authority))
                .OrderBy(header => header.Item1, StringComparer.Ordinal),
        ];
        string names = string.Join(';', signed.Select(header => header.Name));
        string canonical = string.Join(
            '\n',
            request.Method.Method,
            uri.AbsolutePath,
            uri.Query.TrimStart('?'),
            string.Concat(signed.Select(header => $"{header.Name}:{header.Value}\n")),
            names,
            Convert.ToHexStringLower(SHA256.HashData(body)));
        AWS4SigningResult signature = AWS4Signer.ComputeSignature(keys, regionOf(uri), now.UtcDateTime, service, names, canonical);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }
}
