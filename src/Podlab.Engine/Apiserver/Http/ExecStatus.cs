using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>How a command's end is told on the error channel.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand (v1.36.3).</remarks>
internal static class ExecStatus
{
    /// <summary>The command could not be started or reached.</summary>
    /// <remarks>As staging/src/k8s.io/apiserver/pkg/util/proxy/streamtranslator.go tells what the kubelet refused.</remarks>
    public static Status Failed(string why) => new()
    {
        ApiVersion = "v1",
        Kind = "Status",
        StatusValue = "Failure",
        Code = 500,
        Reason = "InternalError",
        Message = "Internal error occurred: " + why,
        Details = new StatusDetails { Causes = [new StatusCause { Message = why }] },
    };

    public static Status Of(int exitCode)
    {
        if (exitCode == 0) return new Status { ApiVersion = "v1", Kind = "Status", StatusValue = "Success", Code = 200 };
        var code = exitCode.ToString(CultureInfo.InvariantCulture);
        return new Status
        {
            ApiVersion = "v1",
            Kind = "Status",
            StatusValue = "Failure",
            Code = 200,
            Reason = "NonZeroExitCode",
            Message = $"command terminated with non-zero exit code: error executing command, exit code {code}",
            Details = new StatusDetails { Causes = [new StatusCause { Reason = "ExitCode", Message = code }] },
        };
    }
}
