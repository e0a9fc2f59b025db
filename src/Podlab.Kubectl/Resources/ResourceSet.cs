using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Resources;

/// <summary>The objects that were found, and what went wrong on the way.</summary>
internal sealed class ResourceSet
{
    public List<ResourceObject> Objects { get; } = [];

    public List<Exception> Errors { get; } = [];

    /// <summary>Whether the command line means exactly one object.</summary>
    public bool SingleItem { get; set; }

    /// <summary>Does something with each object; goes on after an error, and throws all errors at the end.</summary>
    public async Task VisitAsync(Func<ResourceObject, Task> visit)
    {
        var errors = new List<Exception>(Errors);
        foreach (var item in Objects)
        {
            try
            {
                await visit(item);
            }
            catch (Exception error) when (error is KubectlError or Client.StatusError or ManyErrors)
            {
                errors.Add(error);
            }
        }

        ManyErrors.Throw(errors);
    }

    /// <summary>The objects, or the errors thrown.</summary>
    public List<ResourceObject> OrThrow()
    {
        ManyErrors.Throw(Errors);
        return Objects;
    }
}
