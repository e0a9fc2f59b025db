namespace Podlab.Engine.Causes;

/// <summary>What a cause is about; a picture gives each its colour and its word.</summary>
public enum CauseKind
{
    /// <summary>What the asker sees; the head of the chain.</summary>
    Symptom,

    /// <summary>Nothing is wrong.</summary>
    Healthy,

    /// <summary>No node can take the pod.</summary>
    Scheduling,

    /// <summary>An image that cannot be had.</summary>
    Image,

    /// <summary>A ConfigMap, Secret or setting without which a container cannot be made.</summary>
    Config,

    /// <summary>Storage that is not there.</summary>
    Volume,

    /// <summary>The program ended.</summary>
    Crash,

    /// <summary>A probe says no.</summary>
    Probe,

    /// <summary>The kubelet waits before it tries again.</summary>
    BackOff,

    /// <summary>A service has nobody to send traffic to.</summary>
    Endpoints,

    /// <summary>A quota leaves no room for the pod.</summary>
    Quota,

    /// <summary>The API refused to make the pod for what its template asks.</summary>
    Admission,

    /// <summary>The node is in trouble, or has put the pod out.</summary>
    Node,

    /// <summary>The pod is on its way out.</summary>
    Deletion,

    /// <summary>Something else has to end first; time will mend it.</summary>
    Waiting,
}
