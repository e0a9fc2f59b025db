using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>One rule of the Pod Security Standards.</summary>
/// <param name="Reason">Its short name in messages.</param>
/// <param name="Find">What breaks it; null where nothing does.</param>
internal sealed record SecurityCheck(string Reason, Func<ObjectMeta, PodSpec, string?> Find);
