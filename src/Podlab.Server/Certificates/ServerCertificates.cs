using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Podlab.Server.Certificates;

/// <summary>A certificate authority that lives as long as the process, and the server's certificate signed by it.</summary>
internal sealed class ServerCertificates : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    private ServerCertificates(X509Certificate2 authority, X509Certificate2 server)
    {
        AuthorityPem = authority.ExportCertificatePem();
        Server = server;
    }

    /// <summary>The authority, for kubeconfigs and pods.</summary>
    public string AuthorityPem { get; }

    public X509Certificate2 Server { get; }

    public static ServerCertificates Make(IPAddress address, IEnumerable<string> names, DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=podlab-ca", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false));
        using var authority = authorityRequest.CreateSelfSigned(now - TimeSpan.FromHours(1), now + Life);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=podlab-server", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", .. names]) alternatives.AddDnsName(name);
        foreach (var ip in new HashSet<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback, address }) alternatives.AddIpAddress(ip);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = request.Create(authority, now - TimeSpan.FromHours(1), now + Life - TimeSpan.FromHours(2), RandomNumberGenerator.GetBytes(16));
        return new ServerCertificates(authority, signed.CopyWithPrivateKey(key));
    }

    public void Dispose() => Server.Dispose();
}
