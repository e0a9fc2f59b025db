using Podlab.Display.Histories;

namespace Podlab.Display.Tests.Timelines;

/// <summary>Lives of Pods that between them have every shape the picture knows.</summary>
internal static class Histories
{
    public static IReadOnlyDictionary<string, PodHistory> All { get; } = new SortedDictionary<string, PodHistory>(StringComparer.Ordinal)
    {
        ["crash-loop"] = CrashLoop(),
        ["init-and-sidecar"] = InitAndSidecar(),
        ["image-pull-back-off"] = ImagePullBackOff(),
        ["probes-and-deletion"] = ProbesAndDeletion(),
        ["never-restarted"] = NeverRestarted(),
        ["just-created"] = new HistoryBuilder("new", containers: "app").Phase(0, "Pending").Until(0),
        ["faults"] = ImagePullBackOff() with
        {
            Name = "faults",
            Faults = [Fault(0, 60, "registry", "down"), Fault(110, 150, "registry", "slow 10x"), Fault(40, 95, "node-1 disk", "95%"), Fault(20, 120, "api from kubelet", "drop 30%"), Fault(97, 97, "kill", "SIGKILL sent to process 1 (sh) of faults/app")],
        },
        ["needs-escaping"] = new HistoryBuilder("a<b>&\"c\"", containers: "x<y>").Phase(0, "Pending").Waiting(0, "x<y>", "<Reason & \"more\">").Until(20),
    };

    private static PodFault Fault(double from, double to, string target, string state) => new(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), target, state);

    private static PodHistory CrashLoop()
    {
        var builder = Scheduled(new HistoryBuilder("crash", containers: "app")).Waiting(0, "app", "ContainerCreating");
        double[] starts = [1, 12, 40, 99, 180];
        builder.Phase(1, "Running");
        for (var i = 0; i < starts.Length; i++)
        {
            builder.Running(starts[i], "app", restarts: i).Condition(starts[i], "ContainersReady", true).Condition(starts[i], "Ready", true);
            builder.Ended(starts[i] + 1, "app", 1).Condition(starts[i] + 1, "ContainersReady", false).Condition(starts[i] + 1, "Ready", false);
            if (i > 1) builder.Waiting(starts[i] + 60, "app", "CrashLoopBackOff");
        }

        return builder.Until(300);
    }

    private static PodHistory InitAndSidecar() =>
        Scheduled(new HistoryBuilder("web", init: ["wait-for-db", "migrate"], sidecars: ["log-shipper"], containers: ["nginx", "helper"]))
            .Waiting(0, "wait-for-db", "PodInitializing").Waiting(0, "migrate", "PodInitializing").Waiting(0, "log-shipper", "PodInitializing")
            .Waiting(0, "nginx", "PodInitializing").Waiting(0, "helper", "PodInitializing")
            .Running(2, "wait-for-db").Ended(12, "wait-for-db", 0).Running(13, "migrate").Ended(19.5, "migrate", 1).Running(30, "migrate", restarts: 1).Ended(36, "migrate", 0)
            .Running(37, "log-shipper").Condition(38, "Initialized", true)
            .Running(38, "nginx", ready: false).Running(39, "helper").Phase(39, "Running")
            .Running(48, "nginx").Condition(48, "ContainersReady", true).Condition(48, "Ready", true)
            .Until(75);

    private static PodHistory ImagePullBackOff()
    {
        var builder = Scheduled(new HistoryBuilder("typo", containers: "app")).Waiting(0, "app", "ContainerCreating");
        double[] attempts = [1.5, 17, 45, 92];
        foreach (var attempt in attempts) builder.Waiting(attempt, "app", "ErrImagePull").Waiting(attempt + 12, "app", "ImagePullBackOff");
        return builder.Until(150);
    }

    private static PodHistory ProbesAndDeletion() =>
        Scheduled(new HistoryBuilder("probed", containers: "app")).Waiting(0, "app", "ContainerCreating")
            .Running(3, "app", ready: false).Phase(3, "Running").Running(12, "app").Condition(12, "ContainersReady", true).Condition(12, "Ready", true)
            .ProbeFailed(40, "app", "Readiness probe failed: HTTP probe failed with statuscode: 503").ProbeFailed(50, "app", "Readiness probe failed: HTTP probe failed with statuscode: 503")
            .ProbeFailed(60, "app", "Readiness probe failed: HTTP probe failed with statuscode: 503")
            .Running(60, "app", ready: false).Condition(60, "ContainersReady", false).Condition(60, "Ready", false)
            .Running(80, "app").Condition(80, "ContainersReady", true).Condition(80, "Ready", true)
            .DeletionAsked(100).Ended(130, "app", 137).Condition(130, "Ready", false).Condition(130, "ContainersReady", false).Phase(130, "Failed").Gone(131).Until(131);

    private static PodHistory NeverRestarted() =>
        Scheduled(new HistoryBuilder("task", "Never", containers: ["good", "bad"])).Waiting(0, "good", "ContainerCreating").Waiting(0, "bad", "ContainerCreating")
            .Running(1, "good").Running(1, "bad").Phase(1, "Running").Ended(3, "good", 0).Ended(6, "bad", 3).Phase(6, "Failed").Until(10);

    private static HistoryBuilder Scheduled(HistoryBuilder builder) => builder.Phase(0, "Pending").Condition(0, "PodScheduled", true).Condition(0, "Initialized", false);
}
