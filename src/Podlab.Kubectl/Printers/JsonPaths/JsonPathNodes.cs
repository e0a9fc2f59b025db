using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Printers.JsonPaths;

/// <summary>A part of a template.</summary>
internal abstract record PathNode;

/// <summary>Text between actions, and quoted text or a number inside of one.</summary>
internal sealed record LiteralNode(JsonNode? Value) : PathNode;

/// <summary><c>.name</c>; with an empty name, the object itself.</summary>
internal sealed record FieldNode(string Name) : PathNode;

/// <summary><c>[from:to:step]</c>; <c>[2]</c> is from 2 to 3.</summary>
internal sealed record SliceNode(int? From, int? To, int? Step, bool Single) : PathNode;

internal sealed record WildcardNode : PathNode;

internal sealed record RecursiveNode : PathNode;

/// <summary><c>[?(@.type=="Ready")]</c>; an empty operator asks whether the left side exists.</summary>
internal sealed record FilterNode(ListNode Left, string Operator, ListNode Right) : PathNode;

/// <summary><c>['a','b']</c>, <c>[0,2]</c>.</summary>
internal sealed record UnionNode(IReadOnlyList<ListNode> Choices) : PathNode;

/// <summary>Steps, each of which starts from what the one before found.</summary>
internal sealed record ListNode(IReadOnlyList<PathNode> Steps) : PathNode;

/// <summary><c>{range …}…{end}</c>.</summary>
internal sealed record RangeNode(ListNode Over, IReadOnlyList<PathNode> Body) : PathNode;

/// <summary>What is wrong with a template, or with an object that it meets.</summary>
internal sealed class JsonPathError(string message) : Exception(message);
