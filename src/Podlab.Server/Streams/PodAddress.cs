namespace Podlab.Server.Streams;

/// <summary>Which pod a stream is for.</summary>
internal readonly record struct PodAddress(string Namespace, string Name)
{
    /// <summary>Out of <c>/api/v1/namespaces/NAMESPACE/pods/NAME/…</c>, which has been checked.</summary>
    public static PodAddress Of(string target)
    {
        var segments = target.Split('?')[0].Trim('/').Split('/');
        return new PodAddress(Uri.UnescapeDataString(segments[3]), Uri.UnescapeDataString(segments[5]));
    }
}
