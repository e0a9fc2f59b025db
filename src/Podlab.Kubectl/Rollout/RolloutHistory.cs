using System.Globalization;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Describe;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary><c>kubectl rollout history</c>.</summary>
internal static class RolloutHistory
{
    public static async Task RunAsync(Invocation call)
    {
        if (call.Flags.Number("revision") < 0) throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"revision must be a positive integer: {call.Flags.Number("revision")}"));
        var set = await RolloutCommand.TargetsAsync(call);
        await set.VisitAsync(item => ShowAsync(call, item));
    }

    private static async Task ShowAsync(Invocation call, ResourceObject item)
    {
        if (item.Resource.Group != "apps" || item.Resource.Kind is not ("Deployment" or "DaemonSet" or "StatefulSet"))
            throw new KubectlError($"no history viewer has been implemented for {GoText.Quote(item.Resource.Kind)}");
        var wanted = call.Flags.Number("revision");
        var revisions = await Revisions.OfAsync(call, item);
        if (call.Flags["output"].Length > 0)
        {
            var printer = new OutputFormat(call).Printer();
            foreach (var revision in revisions.Where(r => wanted == 0 ? r == revisions[^1] : r.Number == wanted)) call.Out(printer.Print(revision.Source));
            return;
        }

        var title = wanted > 0 ? string.Create(CultureInfo.InvariantCulture, $"with revision #{wanted}") : "";
        var text = wanted > 0 ? Details(call, revisions, wanted) : Table(revisions);
        call.Out(new NamePrinter($"{title}\n{text}").Print(item.Value).Replace($" \n", " \n", StringComparison.Ordinal));
    }

    private static string Table(List<Revision> revisions)
    {
        if (revisions.Count == 0) return "No rollout history found.";
        var text = new System.Text.StringBuilder();
        var tabs = TabWriter.ForDescriptions(part => text.Append(part));
        tabs.Write("REVISION\tCHANGE-CAUSE\n");
        foreach (var revision in revisions) tabs.Write(string.Create(CultureInfo.InvariantCulture, $"{revision.Number}\t{revision.ChangeCause}\n"));
        tabs.Flush();
        return text.ToString();
    }

    private static string Details(Invocation call, List<Revision> revisions, long wanted)
    {
        var found = revisions.Find(r => r.Number == wanted) ?? throw new KubectlError("unable to find the specified revision");
        var w = new DescribeWriter(call.Clock.GetUtcNow());
        PodTemplateSection.Write(w, found.Template);
        return w.ToString();
    }
}
