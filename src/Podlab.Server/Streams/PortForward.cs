using System.Globalization;
using System.IO.Pipelines;
using Podlab.Engine;

namespace Podlab.Server.Streams;

/// <summary>One forwarded connection: bytes go both ways until both sides have ended, or one of them breaks.</summary>
/// <remarks>Follows staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward/httpstream.go (v1.36.3).</remarks>
internal static class PortForward
{
    private const int Chunk = 32 * 1024;

    /// <summary>Null when all went well; else what the client is told. The input is completed in any case.</summary>
    public static async Task<string?> RunAsync(Cluster cluster, PodAddress pod, int port, PipeReader input, Func<ReadOnlyMemory<byte>, ValueTask> output, CancellationToken cancellation)
    {
        PodConnection? connection = null;
        Task? carrying = null;
        try
        {
            connection = await PodConnection.OpenAsync(cluster, pod, port, cancellation);
            await using var broken = cancellation.Register(connection.Close);
            carrying = CarryInAsync(connection, input);
            var buffer = new byte[Chunk];
            while (await connection.ReadAsync(buffer) is > 0 and var count) await output(buffer.AsMemory(0, count));
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (IOException failure)
        {
            return string.Create(CultureInfo.InvariantCulture, $"error forwarding port {port} to pod {pod.Name}, uid : {failure.Message}");
        }
        finally
        {
            connection?.Close();
            input.CancelPendingRead();
            if (carrying is not null) await carrying;
            await input.CompleteAsync();
        }
    }

    private static async Task CarryInAsync(PodConnection connection, PipeReader input)
    {
        try
        {
            while (true)
            {
                var read = await input.ReadAsync();
                foreach (var piece in read.Buffer) await connection.WriteAsync(piece);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCanceled) return;
                if (read.IsCompleted) break;
            }

            connection.Finish();
        }
        catch (IOException)
        {
            // The pod takes no more; the other direction tells why.
        }
    }
}
