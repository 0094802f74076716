using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;

namespace Aether.Node.Firehose.Grpc;

/// <summary>The status at the end of a call: trailers, or headers when nothing was sent.</summary>
internal static class GrpcEnding
{
    /// <summary>Ends well.</summary>
    public static void Succeed(HttpResponse response) => Set(response, "grpc-status", "0");

    /// <summary>Ends with a reason.</summary>
    public static void Fail(HttpResponse response, GrpcException reason)
    {
        response.ContentType ??= response.HasStarted ? response.ContentType : "application/grpc";
        Set(response, "grpc-status", ((int)reason.Code).ToString(CultureInfo.InvariantCulture));
        Set(response, "grpc-message", GrpcText.Encode(reason.Message));
        if (reason.Detail is { } detail)
        {
            Protos.Status.Status status = new() { Code = (int)reason.Code, Message = reason.Message };
            status.Details.Add(Any.Pack(detail));
            Set(response, "grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()).TrimEnd('='));
        }
        foreach ((string name, string value) in reason.Trailers)
        {
            Set(response, name, value);
        }
    }

    private static void Set(HttpResponse response, string name, string value)
    {
        if (response.HasStarted)
        {
            response.AppendTrailer(name, value);
        }
        else
        {
            response.Headers[name] = value;
        }
    }
}
