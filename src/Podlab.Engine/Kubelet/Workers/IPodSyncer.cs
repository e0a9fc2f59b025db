namespace Podlab.Engine.Kubelet.Workers;

/// <summary>What a worker does with its pod in each stage.</summary>
internal interface IPodSyncer
{
    /// <summary>Brings the pod one step nearer to what it should be.</summary>
    ValueTask<SyncOutcome> SyncAsync(PodWorker pod, CancellationToken cancellation);

    /// <summary>Ends all containers; completes when none runs.</summary>
    ValueTask SyncTerminatingAsync(PodWorker pod);

    /// <summary>Releases what the pod held and says its last word to the API.</summary>
    /// <returns>False: not yet; another try follows.</returns>
    ValueTask<bool> SyncTerminatedAsync(PodWorker pod);
}
