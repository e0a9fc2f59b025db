using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>One object's line.</summary>
/// <param name="Completed">Why nothing more will happen to the object (a pod's final phase and a sentence), else null.</param>
public sealed record TableRow(IKubernetesObject Object, ValueList<TableCell> Cells, RowCompletion? Completed);

/// <summary>The row condition <c>Completed</c>.</summary>
public sealed record RowCompletion(string Reason, string Message);
