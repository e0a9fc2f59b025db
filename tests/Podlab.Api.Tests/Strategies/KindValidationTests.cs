using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Strategies;

namespace Podlab.Api.Tests.Strategies;

/// <summary>What is wrong with objects of the smaller kinds, in Kubernetes' words and order: one row, one rule of its validation.</summary>
public sealed class KindValidationTests
{
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    public static TheoryData<string, string> Ingresses => new()
    {
        { """{"spec":{}}""", "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified" },
        { """{"spec":{"rules":[]}}""", "spec: Invalid value: []: either `defaultBackend` or `rules` must be specified" },
        { """{"spec":{"rules":[{"http":{"paths":[{}]}}]}}""", "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified" },
        {
            """{"metadata":{"annotations":{"kubernetes.io/ingress.class":"a"}},"spec":{"ingressClassName":"b","rules":[{}]}}""",
            "annotations.kubernetes.io/ingress.class: Invalid value: \"a\": must match `ingressClassName` when both are specified"
        },
        { """{"metadata":{"annotations":{"kubernetes.io/ingress.class":"b"}},"spec":{"ingressClassName":"b","rules":[{}]}}""", "" },
    };

    public static TheoryData<string, string> IngressClasses => new()
    {
        { """{"spec":{}}""", "spec.controller: Required value" },
        { """{"spec":{"controller":"acme.io"}}""", "spec.controller: Invalid value: \"acme.io\": must be a domain-prefixed path (such as \"acme.io/foo\")" },
        { """{"spec":{"controller":"acme.io/a b"}}""", @"spec.controller: Invalid value: ""a b"": Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')" },
        { """{"spec":{"controller":"acme.io/a","parameters":{"kind":"K","name":"n","scope":"x"}}}""", "spec.parameters.scope: Unsupported value: \"x\": supported values: \"Cluster\", \"Namespace\"" },
        { """{"spec":{"controller":"acme.io/a","parameters":{"kind":"K","name":"n","scope":"Namespace"}}}""", "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'" },
        { """{"spec":{"controller":"acme.io/a","parameters":{"kind":"K","name":"n","namespace":"x"}}}""", "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'" },
    };

    public static TheoryData<string, string> RuntimeClasses => new()
    {
        { """{"handler":"h","overhead":{"podFixed":{"cpu":"-1"}}}""", "overhead.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0" },
        {
            """{"handler":"h","scheduling":{"tolerations":[{"key":"a","operator":"Exists"},{"key":"a","operator":"Exists"}]}}""",
            """scheduling.tolerations[1]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}"""
        },
    };

    public static TheoryData<string, string> PersistentVolumes => new()
    {
        {
            """{"spec":{}}""",
            "[spec.accessModes: Required value, spec.capacity: Required value, spec.capacity: Unsupported value: null: supported values: \"storage\", spec: Required value: must specify a volume type]"
        },
        { Volume("\"csi\":{\"driver\":\"d\",\"volumeHandle\":\"h\",\"nodePublishSecretRef\":{}}"), "[spec.csi.nodePublishSecretRef.name: Required value, spec.csi.nodePublishSecretRef.namespace: Required value]" },
        { Volume("\"azureFile\":{\"secretName\":\"s\",\"shareName\":\"s\",\"secretNamespace\":\"\"}"), "spec.azureFile.secretNamespace: Required value" },
        { Volume("\"storageos\":{\"volumeName\":\"v\",\"secretRef\":{\"name\":\"n\"}}"), "spec.storageos.secretRef.namespace: Required value" },
        { Volume("\"local\":{\"path\":\"/d\"},\"nodeAffinity\":{}"), "[spec.nodeAffinity.required: Required value: must specify required node constraints, spec.nodeAffinity: Required value: Local volume requires node affinity]" },
        { Volume("\"hostPath\":{\"path\":\"/d\"},\"flexVolume\":{\"driver\":\"d\"}"), "" },
        { Volume("\"hostPath\":{\"path\":\"/d\"},\"volumeAttributesClassName\":\"\""), "[spec.volumeAttributesClassName: Required value: an empty string is disallowed, spec.csi: Required value: has to be specified when using volumeAttributesClassName]" },
    };

    public static TheoryData<string, string> Autoscalers => new()
    {
        {
            """{"spec":{"maxReplicas":2,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"behavior":{"scaleDown":{"policies":[]}}}}""",
            "spec.behavior.scaleDown.policies: Required value: must specify at least one Policy"
        },
    };

    public static TheoryData<string, string> CsiDrivers => new()
    {
        { """{"spec":{"fsGroupPolicy":"x"}}""", "spec.fsGroupPolicy: Unsupported value: \"x\": supported values: \"File\", \"None\", \"ReadWriteOnceWithFSType\"" },
        { """{"spec":{"tokenRequests":[{"audience":"a"},{"audience":"a"}]}}""", "spec.tokenRequests[1].audience: Duplicate value: \"a\"" },
        { """{"spec":{"tokenRequests":[{"audience":"a","expirationSeconds":1}]}}""", "spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes" },
        { """{"spec":{"volumeLifecycleModes":["x"]}}""", "spec.volumeLifecycleModes: Unsupported value: \"x\": supported values: \"Persistent\", \"Ephemeral\"" },
    };

    public static TheoryData<string, string> EndpointSlices => new()
    {
        { """{"addressType":"FQDN","endpoints":[{"addresses":["a"]}]}""", "endpoints[0].addresses[0]: Invalid value: \"a\": should be a domain with at least two segments separated by dots" },
        { """{"addressType":"FQDN","endpoints":[{"addresses":["a.b."]}]}""", "" },
        { """{"addressType":"FQDN","endpoints":[{"addresses":["A_b"]}]}""", $"endpoints[0].addresses[0]: Invalid value: \"A_b\": {Subdomain}" },
    };

    public static TheoryData<string, string> StatefulSets => new()
    {
        { """{"spec":{"serviceName":"Bad_","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", $"spec.serviceName: Invalid value: \"Bad_\": {Label}" },
    };

    public static TheoryData<string, string> Events => new()
    {
        { """{"action":"A","eventTime":"2020-01-01T00:00:00.000000Z","reason":"R","reportingController":"c","reportingInstance":"i","type":"Normal","regarding":{"namespace":"elsewhere"}}""", "" },
        {
            """{"action":"A","eventTime":"2020-01-01T00:00:00.000000Z","reason":"R","reportingController":"c","reportingInstance":"i","type":"Normal","metadata":{"namespace":"x"}}""",
            "involvedObject.namespace: Invalid value: \"\": does not match event.namespace"
        },
    };

    public static TheoryData<string, string> NetworkPolicies => new()
    {
        { Peer("10.0.0.1/8"), "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.1/8\": must not have bits set beyond the prefix length" },
        { Peer("10.0.0.0/08"), "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.0/08\": must not have leading 0s in IP or prefix length" },
        { Peer("::ffff:10.0.0.0/104"), "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"::ffff:10.0.0.0/104\": must not have an IPv4-mapped IPv6 address" },
        { """{"spec":{"ingress":[{"ports":[{"protocol":""}]}]}}""", "spec.ingress[0].ports[0].protocol: Unsupported value: \"\": supported values: \"TCP\", \"UDP\", \"SCTP\"" },
    };

    [Theory, MemberData(nameof(Ingresses))]
    public void Validate_of_an_ingress_says(string json, string expected) => Said<Ingress>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(NetworkPolicies))]
    public void Validate_of_a_network_policy_says(string json, string expected) => Said<NetworkPolicy>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(IngressClasses))]
    public void Validate_of_an_ingress_class_says(string json, string expected) => Said<IngressClass>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(RuntimeClasses))]
    public void Validate_of_a_runtime_class_says(string json, string expected) => Said<RuntimeClass>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(PersistentVolumes))]
    public void Validate_of_a_persistent_volume_says(string json, string expected) => Said<PersistentVolume>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(Autoscalers))]
    public void Validate_of_an_autoscaler_says(string json, string expected) => Said<HorizontalPodAutoscaler>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(CsiDrivers))]
    public void Validate_of_a_storage_driver_says(string json, string expected) => Said<CSIDriver>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(EndpointSlices))]
    public void Validate_of_an_endpoint_slice_says(string json, string expected) => Said<EndpointSlice>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(StatefulSets))]
    public void Validate_of_a_stateful_set_says(string json, string expected) => Said<StatefulSet>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(Events))]
    public void Validate_of_a_new_event_says(string json, string expected) => Said<EventsEvent>(json).ShouldBe(expected);

    [Fact]
    public void ValidateUpdate_of_another_failure_policy_of_a_job_prints_the_new_one()
    {
        var strategy = ResourceStrategies.Of(Job.GroupVersionKind);
        var old = new Job { Metadata = new ObjectMeta { Name = "n", Namespace = "default", ResourceVersion = "1" }, Spec = new JobSpec { PodFailurePolicy = new PodFailurePolicy() } };
        var changed = old with { Spec = old.Spec with { PodFailurePolicy = new PodFailurePolicy { Rules = [new PodFailurePolicyRule { Action = "Ignore" }] } } };
        strategy.ValidateUpdate(changed, old).ToAggregateMessage()
            .ShouldContain("""spec.podFailurePolicy: Invalid value: {"Rules":[{"Action":"Ignore","OnExitCodes":null,"OnPodConditions":null}]}: field is immutable""");
    }

    private static string Peer(string range) => $"{{\"spec\":{{\"ingress\":[{{\"from\":[{{\"ipBlock\":{{\"cidr\":\"{range}\"}}}}]}}]}}}}";

    private static string Volume(string source) => $"{{\"spec\":{{\"accessModes\":[\"ReadWriteOnce\"],\"capacity\":{{\"storage\":\"1Gi\"}},{source}}}}}";

    /// <summary>All errors as the server tells them; the object gets a name and, where its kind has them, a namespace.</summary>
    private static string Said<T>(string json)
        where T : class, IKubernetesObject<T>
    {
        var strategy = ResourceStrategies.Of(T.GroupVersionKind);
        IKubernetesObject value = KubernetesJson.Read<T>(Encoding.UTF8.GetBytes(json), new DecodeLog());
        var namespaced = Resources.All.First(resource => resource.Kind == T.GroupVersionKind).Namespaced;
        value = value.WithMetadata(value.Metadata with { Name = "n", Namespace = namespaced ? value.Metadata.Namespace ?? "default" : null });
        var errors = strategy.Validate(strategy.PrepareForCreate(strategy.Default(value)));
        return errors.Count == 0 ? "" : errors.ToAggregateMessage();
    }
}
