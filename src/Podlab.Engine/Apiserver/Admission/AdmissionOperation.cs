namespace Podlab.Engine.Apiserver.Admission;

public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}
