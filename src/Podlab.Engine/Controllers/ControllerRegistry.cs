using Podlab.Engine.Controllers.Accounts;
using Podlab.Engine.Controllers.CronJobs;
using Podlab.Engine.Controllers.DaemonSets;
using Podlab.Engine.Controllers.Deployments;
using Podlab.Engine.Controllers.Disruption;
using Podlab.Engine.Controllers.EndpointSlices;
using Podlab.Engine.Controllers.GarbageCollection;
using Podlab.Engine.Controllers.Jobs;
using Podlab.Engine.Controllers.Namespaces;
using Podlab.Engine.Controllers.NodeLifecycle;
using Podlab.Engine.Controllers.PersistentVolumes;
using Podlab.Engine.Controllers.PodCollection;
using Podlab.Engine.Controllers.Quotas;
using Podlab.Engine.Controllers.ReplicaSets;
using Podlab.Engine.Controllers.StatefulSets;
using Podlab.Engine.Controllers.TaintEviction;

namespace Podlab.Engine.Controllers;

/// <summary>All controllers by the names that kube-controller-manager's <c>--controllers</c> uses.</summary>
public static class ControllerRegistry
{
    private static readonly (string Name, Func<ControllerContext, IClusterComponent> Make)[] All =
    [
        (CronJobController.ControllerName, context => new CronJobController(context)),
        (DaemonSetController.ControllerName, context => new DaemonSetController(context)),
        ("deployment-controller", context => new DeploymentController(context)),
        (DisruptionController.ControllerName, context => new DisruptionController(context)),
        (EndpointsController.ControllerName, context => new EndpointsController(context)),
        (EndpointSliceController.ControllerName, context => new EndpointSliceController(context)),
        (EndpointSliceMirroringController.ControllerName, context => new EndpointSliceMirroringController(context)),
        (EphemeralVolumeController.ControllerName, context => new EphemeralVolumeController(context)),
        ("garbage-collector-controller", context => new GarbageCollector(context)),
        (JobController.ControllerName, context => new JobController(context)),
        (NamespaceController.ControllerName, context => new NamespaceController(context)),
        (NodeLifecycleController.ControllerName, context => new NodeLifecycleController(context)),
        (PersistentVolumeBinder.ControllerName, context => new PersistentVolumeBinder(context)),
        (VolumeProtection.ControllerName, context => new VolumeProtection(context)),
        (ClaimProtection.ControllerName, context => new ClaimProtection(context)),
        (LocalPathProvisioner.ControllerName, context => new LocalPathProvisioner(context)),
        (PodGarbageCollector.ControllerName, context => new PodGarbageCollector(context)),
        (ReplicaSetController.ControllerName, context => new ReplicaSetController(context)),
        (ReplicationControllerManager.ControllerName, context => new ReplicationControllerManager(context)),
        (ResourceQuotaController.ControllerName, context => new ResourceQuotaController(context)),
        (RootCertificatePublisher.ControllerName, context => new RootCertificatePublisher(context)),
        (ServiceAccountController.ControllerName, context => new ServiceAccountController(context)),
        (StatefulSetController.ControllerName, context => new StatefulSetController(context)),
        (TaintEvictionController.ControllerName, context => new TaintEvictionController(context)),
        (TtlAfterFinishedController.ControllerName, context => new TtlAfterFinishedController(context)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(controller => controller.Name)];

    /// <summary>Makes the chosen controllers: <c>*</c> is all of them, <c>name</c> one more, <c>-name</c> one less. The order of the choice does not matter.</summary>
    public static IReadOnlyList<IClusterComponent> Make(IReadOnlyList<string> choice, ControllerContext context) =>
        [.. All.Where(controller => IsChosen(choice, controller.Name)).Select(controller => controller.Make(context))];

    public static bool IsChosen(IReadOnlyList<string> choice, string name) => !choice.Contains("-" + name) && (choice.Contains("*") || choice.Contains(name));
}
