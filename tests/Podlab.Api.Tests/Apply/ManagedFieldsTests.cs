using Podlab.Api.Apply;
using Podlab.Api.Model;

namespace Podlab.Api.Tests.Apply;

public sealed class ManagedFieldsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ResourceInfo ConfigMaps = Resources.All.First(resource => resource.Name == "configmaps");

    private delegate ValueList<ManagedFieldsEntry> Tracking(
        ResourceInfo resource, IKubernetesObject? old, IKubernetesObject updated, string manager, string? subresource, DateTimeOffset time);

    [Fact]
    public void OnUpdate_create_gives_the_creator_what_it_wrote()
    {
        var entry = ManagedFields.OnUpdate(ConfigMaps, null, With(("a", "1")), "creator", null, Now)[0];
        (entry.Manager, entry.Operation, entry.ApiVersion, entry.Time).ShouldBe(("creator", "Update", "v1", Now));
        entry.FieldsV1!.ToString().ShouldBe("""{"f:data":{".":{},"f:a":{}}}""");
    }

    [Fact]
    public void OnUpdate_change_passes_the_field_on()
    {
        var entries = Replay(ManagedFields.OnUpdate, ("one", With(("a", "1"), ("b", "1"))), ("two", With(("a", "2"), ("b", "1")))).Metadata.ManagedFields;
        entries.Select(entry => $"{entry.Manager} {entry.FieldsV1}").ShouldBe(["""one {"f:data":{".":{},"f:b":{}}}""", """two {"f:data":{"f:a":{}}}"""]);
    }

    [Fact]
    public void OnUpdate_of_untracked_object_tracks_nothing() =>
        ManagedFields.OnUpdate(ConfigMaps, With(("a", "1")), With(("a", "2")), "editor", null, Now).IsAbsent.ShouldBeTrue();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public void OnUpdateLater_gives_what_OnUpdate_gives(int writes)
    {
        var steps = Enumerable.Range(0, writes).Select(i => ($"m{i % 3}", With(("a", $"{i / 2}"), ("b", $"{i % 4}"), ($"k{i % 5}", "x")))).ToArray();
        var eager = Replay(ManagedFields.OnUpdate, steps).Metadata.ManagedFields;
        var later = Replay(ManagedFields.OnUpdateLater, steps).Metadata.ManagedFields;
        later.Deferred.ShouldNotBeNull().IsMade.ShouldBeFalse();
        later.ShouldBe(eager);
    }

    private static IKubernetesObject Replay(Tracking track, params (string Manager, ConfigMap Value)[] writes)
    {
        IKubernetesObject? live = null;
        for (var i = 0; i < writes.Length; i++)
        {
            IKubernetesObject value = writes[i].Value;
            live = value.WithMetadata(value.Metadata with { ManagedFields = track(ConfigMaps, live, value, writes[i].Manager, null, Now.AddSeconds(i)) });
        }

        return live!;
    }

    private static ConfigMap With(params ReadOnlySpan<(string Key, string Value)> data) => new() { Metadata = new() { Name = "cm", Uid = "u" }, Data = ValueMap.Of(data) };
}
