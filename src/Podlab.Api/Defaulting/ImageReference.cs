namespace Podlab.Api.Defaulting;

/// <summary>What an image's name says about its tag.</summary>
public static class ImageReference
{
    /// <summary>Whether the name has the tag latest, or neither tag nor digest, which means the same.</summary>
    public static bool IsLatest(string? image)
    {
        if (string.IsNullOrEmpty(image) || !IsWellFormed(image))
        {
            return false;
        }
        if (image.Contains('@'))
        {
            return Tag(image[..image.IndexOf('@')]) == "latest";
        }
        return Tag(image) is "latest" or "";
    }

    private const int LongestName = 255;

    private static string Tag(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':');
        return colon < 0 ? "" : name[(colon + 1)..];
    }

    /// <summary>Whether the reference grammar can read it: repository paths are lower case, without blanks, and nothing is empty.</summary>
    private static bool IsWellFormed(string image)
    {
        var at = image.IndexOf('@');
        var rest = at < 0 ? image : image[..at];
        var slash = rest.LastIndexOf('/');
        var colon = rest.IndexOf(':', slash + 1);
        if (colon >= 0)
        {
            var tag = rest.AsSpan(colon + 1);
            if (tag.IsEmpty || tag.Length > 128 || tag[0] is '.' or '-' || tag.IndexOfAnyExcept(TagCharacters) >= 0)
            {
                return false;
            }
            rest = rest[..colon];
        }
        var parts = rest.Split('/');
        if (rest.Length > LongestName)
        {
            return false;
        }
        for (var i = 0; i < parts.Length; i++)
        {
            var isDomain = i == 0 && parts.Length > 1 && (parts[0].AsSpan().IndexOfAny('.', ':') >= 0 || parts[0] == "localhost" || parts[0].Any(char.IsAsciiLetterUpper));
            if (parts[i].Length == 0 || (!isDomain && !IsComponent(parts[i])))
            {
                return false;
            }
        }
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> TagCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private static bool IsComponent(string part)
    {
        if (!char.IsAsciiLetterOrDigit(part[0]) || !char.IsAsciiLetterOrDigit(part[^1]))
        {
            return false;
        }
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }
        return true;
    }
}
