using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.Watching;

/// <summary>Writes watch events in the form that the client asked for, a line each.</summary>
internal interface IWatchEncoder
{
    ReadOnlyMemory<byte> Event(string type, StoredObject stored);

    ReadOnlyMemory<byte> Bookmark(long version, bool initialEventsEnd);

    ReadOnlyMemory<byte> Error(Status status);
}
