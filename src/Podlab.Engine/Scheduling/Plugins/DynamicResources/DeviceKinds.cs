using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>The resources of the group resource.k8s.io that the scheduler reads.</summary>
internal static class DeviceKinds
{
    public static readonly ResourceInfo Claims = Of("ResourceClaim");
    public static readonly ResourceInfo Slices = Of("ResourceSlice");
    public static readonly ResourceInfo Classes = Of("DeviceClass");

    private static ResourceInfo Of(string kind) => ApiServer.ResourceOf(new GroupVersionKind("resource.k8s.io", "v1", kind));
}
