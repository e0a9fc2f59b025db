using Podlab.Engine;
using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Lab;

/// <summary>The kubectl in the process, given a notebook's files.</summary>
internal static class KubectlProgram
{
    public static KubectlAnswer Run(Cluster cluster, IReadOnlyList<string> arguments, string stdin, IDictionary<string, string> files) =>
        throw new CellException("NoKubectl", "this build has no kubectl");
}
