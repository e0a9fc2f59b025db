namespace Podlab.Engine.Apiserver.Requests;

/// <summary>The old addresses of watches: <c>/api/v1/watch/namespaces/a/pods</c> is the collection's with <c>?watch=true</c>.</summary>
internal static class WatchPath
{
    public static bool TryRewrite(ref string[] segments)
    {
        var at = segments[0] == "api" ? 2 : 3;
        if (segments.Length <= at + 1 || segments[at] != "watch" || segments[0] is not ("api" or "apis")) return false;
        segments = [.. segments[..at], .. segments[(at + 1)..]];
        return true;
    }
}
