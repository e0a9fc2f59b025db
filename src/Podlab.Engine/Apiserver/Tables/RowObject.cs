namespace Podlab.Engine.Apiserver.Tables;

/// <summary>How much of the object comes with its row: the query parameter <c>includeObject</c>.</summary>
public enum RowObject
{
    Metadata,
    Object,
    None,
}
