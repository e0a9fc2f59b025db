using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class StorageTables
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string DefaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";
    private const string BetaDefaultClassAnnotation = "storageclass.beta.kubernetes.io/is-default-class";

    private static readonly (string Mode, string Short)[] Modes =
        [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<PersistentVolume>(
            [
                TableColumn.ObjectName, new("Capacity"), new("Access Modes"), new("Reclaim Policy"), new("Status"), new("Claim"), new("StorageClass"),
                new("VolumeAttributesClass"), new("Reason"), TableColumn.Age, TableColumn.Wide("VolumeMode"),
            ],
            (item, now) =>
            [
                item.Metadata.Name, Storage(item.Spec.Capacity), AccessModes(item.Spec.AccessModes), item.Spec.PersistentVolumeReclaimPolicy,
                Phase(item, item.Status.Phase), item.Spec.ClaimRef is { } claim ? $"{claim.Namespace}/{claim.Name}" : "", Class(item, item.Spec.StorageClassName),
                item.Spec.VolumeAttributesClassName ?? Cell.Unset, item.Status.Reason, Cell.Age(item, now), item.Spec.VolumeMode ?? Cell.Unset,
            ]),
        TableLayout.For<PersistentVolumeClaim>(
            [
                TableColumn.ObjectName, new("Status"), new("Volume"), new("Capacity"), new("Access Modes"), new("StorageClass"),
                new("VolumeAttributesClass"), TableColumn.Age, TableColumn.Wide("VolumeMode"),
            ],
            (item, now) =>
            {
                var bound = !string.IsNullOrEmpty(item.Spec.VolumeName);
                return
                [
                    item.Metadata.Name, Phase(item, item.Status.Phase), item.Spec.VolumeName, bound ? Storage(item.Status.Capacity) : "",
                    bound ? AccessModes(item.Status.AccessModes) : "", Class(item, item.Spec.StorageClassName),
                    item.Spec.VolumeAttributesClassName ?? Cell.Unset, Cell.Age(item, now), item.Spec.VolumeMode ?? Cell.Unset,
                ];
            }),
        TableLayout.For<StorageClass>(
            [TableColumn.ObjectName, new("Provisioner"), new("ReclaimPolicy"), new("VolumeBindingMode"), new("AllowVolumeExpansion"), TableColumn.Age],
            (item, now) =>
            [
                IsDefault(item.Metadata) ? $"{item.Metadata.Name} (default)" : item.Metadata.Name, item.Provisioner, item.ReclaimPolicy ?? "Delete",
                item.VolumeBindingMode ?? "Immediate", item.AllowVolumeExpansion ?? false, Cell.Age(item, now),
            ]),
        TableLayout.For<CSIDriver>(
            [
                TableColumn.ObjectName, TableColumn.Boolean("AttachRequired"), TableColumn.Boolean("PodInfoOnMount"), TableColumn.Boolean("StorageCapacity"),
                new("TokenRequests"), TableColumn.Boolean("RequiresRepublish"), new("Modes"), TableColumn.Age,
            ],
            (item, now) =>
            [
                item.Metadata.Name, item.Spec.AttachRequired ?? true, item.Spec.PodInfoOnMount ?? false, item.Spec.StorageCapacity ?? false,
                item.Spec.TokenRequests.IsAbsent ? Cell.Unset : string.Join(',', item.Spec.TokenRequests.Map(request => request.Audience)),
                item.Spec.RequiresRepublish ?? false, Cell.OrNone(string.Join(',', item.Spec.VolumeLifecycleModes)), Cell.Age(item, now),
            ]),
    ];

    private static string Storage(ValueMap<Quantity> capacity) => capacity.TryGetValue("storage", out var size) ? size.ToString() : "0";

    private static string AccessModes(ValueList<string> modes) => string.Join(',', Modes.Where(known => modes.Contains(known.Mode)).Select(known => known.Short));

    private static string? Phase(IKubernetesObject item, string? phase) => item.Metadata.DeletionTimestamp is null ? phase : "Terminating";

    private static string? Class(IKubernetesObject item, string? named) => item.Metadata.Annotations.TryGetValue(ClassAnnotation, out var old) ? old : named;

    private static bool IsDefault(ObjectMeta metadata) =>
        metadata.Annotations.GetValueOrDefault(DefaultClassAnnotation) == "true" || metadata.Annotations.GetValueOrDefault(BetaDefaultClassAnnotation) == "true";
}
