namespace Podlab.Engine.Scheduling;

/// <summary>The scheduler of a cluster: <c>cluster.Scheduler?.Decision("default", "web")</c>.</summary>
public static class ClusterScheduling
{
    extension(Cluster cluster)
    {
        /// <summary>Null in a cluster without one.</summary>
        public Scheduler? Scheduler => cluster.Components.OfType<Scheduler>().FirstOrDefault();
    }
}
