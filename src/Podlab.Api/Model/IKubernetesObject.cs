using System.Text.Json;
using Podlab.Api.Json;

namespace Podlab.Api.Model;

/// <summary>An object that has a name and a kind of its own: what the API stores.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version: <c>v1</c>, <c>apps/v1</c>.</summary>
    string ApiVersion { get; }

    string Kind { get; }

    ObjectMeta Metadata { get; }

    /// <summary>The same object with other metadata.</summary>
    IKubernetesObject WithMetadata(ObjectMeta metadata);

    void Write(Utf8JsonWriter writer);
}

/// <summary>A kind known at compile time.</summary>
public interface IKubernetesObject<T> : IKubernetesObject
    where T : class, IKubernetesObject<T>
{
    static abstract GroupVersionKind GroupVersionKind { get; }

    static abstract T Read(ref JsonDecoder decoder);
}

/// <summary>The identity of a kind; the core group is the empty text.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary><c>v1</c> or <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public override string ToString() => $"{ApiVersion}, Kind={Kind}";
}
