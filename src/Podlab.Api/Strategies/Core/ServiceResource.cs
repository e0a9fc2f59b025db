using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Strategies.Core;

/// <summary>Services. Addresses and node ports are given out by who keeps count of them, between preparation and validation.</summary>
/// <remarks>Follows pkg/registry/core/service/strategy.go, storage/storage.go and pkg/apis/core/v1/defaults.go (v1.36.3).</remarks>
internal sealed class ServiceResource : ResourceStrategy<Service>
{
    private const int DefaultAffinitySeconds = 3 * 60 * 60;
    private readonly StatusStrategy<Service> status;

    public ServiceResource() => status = new StatusStrategy<Service>(this, static (value, old) => value with { Spec = old.Spec },
        static (errors, value, _) => ServiceStatusValidation.Validate(errors, value))
    { Warn = ServiceWarnings.OfStatus };

    protected override NameForm NameForm => NameForm.DnsLabel;

    public override bool AllowsCreateOnUpdate => true;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override Service Default(Service value)
    {
        var spec = value.Spec;
        var type = spec.Type.Or("ClusterIP");
        var affinity = spec.SessionAffinity.Or("None");
        return value with
        {
            Spec = spec with
            {
                Type = type,
                SessionAffinity = affinity,
                SessionAffinityConfig = affinity switch
                {
                    "None" => null,
                    "ClientIP" when spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds is null =>
                        new SessionAffinityConfig { ClientIP = new ClientIPConfig { TimeoutSeconds = DefaultAffinitySeconds } },
                    _ => spec.SessionAffinityConfig,
                },
                Ports = spec.Ports.Map(port => port with { Protocol = port.Protocol.Or("TCP"), TargetPort = TargetPort(port) }),
                ExternalTrafficPolicy = string.IsNullOrEmpty(spec.ExternalTrafficPolicy) && ServiceRules.IsExternal(spec with { Type = type }) ? "Cluster" : spec.ExternalTrafficPolicy,
                InternalTrafficPolicy = spec.InternalTrafficPolicy ?? (type is "NodePort" or "LoadBalancer" or "ClusterIP" ? "Cluster" : null),
                AllocateLoadBalancerNodePorts = spec.AllocateLoadBalancerNodePorts ?? (type == "LoadBalancer" ? true : null),
            },
            Status = value.Status with
            {
                LoadBalancer = value.Status.LoadBalancer with
                {
                    Ingress = value.Status.LoadBalancer.Ingress.Map(ingress => string.IsNullOrEmpty(ingress.Ip) ? ingress : ingress with { IpMode = ingress.IpMode ?? "VIP" }),
                },
            },
        };
    }

    protected override Service PrepareForCreate(Service value) => ServiceFamilies.Apply(ServiceAddresses.Normalize(value with { Status = ServiceStatus.Empty }, null));

    protected override Service PrepareForUpdate(Service value, Service old) =>
        ServiceFamilies.Apply(
        ServiceAddresses.DropByType(ServiceAddresses.Normalize(ServiceAddresses.Carry(value with { Status = old.Status }, old), old), old));

    protected override void Validate(FieldErrorList errors, Service value) => ServiceValidation.Validate(errors, value);

    protected override void ValidateUpdate(FieldErrorList errors, Service value, Service old)
    {
        ServiceUpdateValidation.Validate(errors, value, old);
        ServiceValidation.Validate(errors, value);
    }

    protected override void AddWarnings(ref List<string>? warnings, Service value, Service? old) => ServiceWarnings.Add(ref warnings, value);

    private static IntOrString TargetPort(ServicePort port) =>
        port.TargetPort is { } target && target != 0 && target != "" ? target : port.Port;
}
