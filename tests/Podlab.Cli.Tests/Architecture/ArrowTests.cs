using System.Xml.Linq;

namespace Podlab.Cli.Tests.Architecture;

/// <summary>Projects use only what stands below them in the map of ARCHITECTURE.md.</summary>
public class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Podlab.Api"] = [],
        ["Podlab.Engine"] = ["Podlab.Api"],
        ["Podlab.Simulation"] = ["Podlab.Engine"],
        ["Podlab.Docker"] = ["Podlab.Engine"],
        ["Podlab.Kubectl"] = ["Podlab.Engine"],
        ["Podlab.Display"] = ["Podlab.Engine"],
        ["Podlab.Server"] = ["Podlab.Engine"],
        ["Podlab.Notebooks"] = ["Podlab.Kubectl", "Podlab.Display", "Podlab.Simulation", "Podlab.Docker"],
        ["Podlab.Jupyter"] = ["Podlab.Notebooks"],
        ["Podlab.Cli"] = ["Podlab.Notebooks", "Podlab.Server", "Podlab.Jupyter", "Podlab.Docker", "Podlab.Simulation", "Podlab.Kubectl", "Podlab.Display"],
    };

    public static IEnumerable<TheoryDataRow<string>> Projects =>
        Tree.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path)).Select(name => new TheoryDataRow<string>(name) { Label = name });

    [Theory, MemberData(nameof(Projects))]
    public void Project_uses_only_what_stands_below_it(string project)
    {
        Allowed.ShouldContainKey(project, $"{project} is new; give it a place in the map of ARCHITECTURE.md and a row here");
        var used = References($"src/{project}/{project}.csproj");
        used.Except(Allowed[project], StringComparer.Ordinal).ShouldBeEmpty($"{project} may use {string.Join(", ", Allowed[project])}");
    }

    [Theory, MemberData(nameof(Projects))]
    public void Project_shows_its_insides_to_tests_only(string project)
    {
        var friends = Xml($"src/{project}/{project}.csproj").Descendants("InternalsVisibleTo").Select(element => (string?)element.Attribute("Include"));
        friends.ShouldBeSubsetOf([project + ".Tests", "Podlab.Conformance.Tests"]);
    }

    private static IEnumerable<string> References(string project) =>
        Xml(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

    private static XDocument Xml(string path) => XDocument.Load(Path.Combine(Tree.Root, path));
}
