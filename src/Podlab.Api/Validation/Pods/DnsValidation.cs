using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>The resolver's configuration and the hosts file.</summary>
internal static class DnsValidation
{
    private const int MaxNameservers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    public static void Validate(FieldErrorList errors, PodDNSConfig? config, string? policy, FieldPath path)
    {
        if (policy == "None" && config is null)
        {
            errors.Required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        if (policy == "None" && config!.Nameservers.IsEmpty)
        {
            errors.Required(path.Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
            return;
        }
        if (config is null)
        {
            return;
        }
        if (config.Nameservers.Count > MaxNameservers)
        {
            errors.Invalid(path.Child("nameservers"), config.Nameservers, $"must not have more than {MaxNameservers} nameservers");
        }
        for (var i = 0; i < config.Nameservers.Count; i++)
        {
            FormatRules.Ip(errors, path.Child("nameservers").Index(i), config.Nameservers[i]);
        }
        Searches(errors, config.Searches, path.Child("searches"));
        for (var i = 0; i < config.Options.Count; i++)
        {
            if (string.IsNullOrEmpty(config.Options[i].Name))
            {
                errors.Required(path.Child("options").Index(i), "must not be empty");
            }
        }
    }

    public static void HostAliases(FieldErrorList errors, ValueList<HostAlias> aliases, FieldPath parent)
    {
        for (var i = 0; i < aliases.Count; i++)
        {
            var path = parent.Child("hostAliases").Index(i);
            FormatRules.Ip(errors, path.Child("ip"), aliases[i].Ip);
            for (var h = 0; h < aliases[i].Hostnames.Count; h++)
            {
                errors.InvalidAll(path.Child("hostnames").Index(h), aliases[i].Hostnames[h], NameRules.DnsSubdomain(aliases[i].Hostnames[h]));
            }
        }
    }

    private static void Searches(FieldErrorList errors, ValueList<string> searches, FieldPath path)
    {
        if (searches.Count > MaxSearches)
        {
            errors.Invalid(path, searches, $"must not have more than {MaxSearches} search paths");
        }
        if (searches.Sum(search => search.Length + 1) - 1 > MaxSearchCharacters)
        {
            errors.Invalid(path, searches, $"must not have more than {MaxSearchCharacters} characters (including spaces) in the search list");
        }
        for (var i = 0; i < searches.Count; i++)
        {
            if (searches[i] != ".")
            {
                var search = searches[i].EndsWith('.') ? searches[i][..^1] : searches[i];
                errors.InvalidAll(path.Index(i), search, FormatRules.DnsSearch(search));
            }
        }
    }
}
