namespace Podlab.Engine.Network;

/// <summary>A stream whose writing half can be ended while its reading half goes on.</summary>
public interface IHalfStream
{
    /// <summary>Says that nothing more comes.</summary>
    void Finish();
}
