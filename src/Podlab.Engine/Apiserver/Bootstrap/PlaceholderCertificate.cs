namespace Podlab.Engine.Apiserver.Bootstrap;

/// <summary>A certificate whose key nobody has: what pods find where a certificate authority would be, as long as no server speaks TLS.</summary>
internal static class PlaceholderCertificate
{
    public const string Pem = """
        -----BEGIN CERTIFICATE-----
        MIIBkTCCATegAwIBAgIUMvfq4H2ZrdsfCk2mVtRMyL0y7g4wCgYIKoZIzj0EAwIw
        HTEbMBkGA1UEAwwScG9kbGFiLXBsYWNlaG9sZGVyMCAXDTI2MTEyMTE1NDcyM1oY
        DzIxMjYxMDI4MTU0NzIzWjAdMRswGQYDVQQDDBJwb2RsYWItcGxhY2Vob2xkZXIw
        WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR3ep4KNkAAFbk7jUcAmMqAxqBZYem/
        2YgJeUniw4cf7hwYeIXL7y69VBGxQ90vccqwlOOLOLaY1NpkIk0JyuWJo1MwUTAd
        BgNVHQ4EFgQUmeSr/yZyCdmtb2PtjOaHKCHRdqMwHwYDVR0jBBgwFoAUmeSr/yZy
        Cdmtb2PtjOaHKCHRdqMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF
        AiAt95AMJL7eVye3kVJevBTeXte+7iqEr+0ACT/+XWLyXAIhAN4U+k+Pd+vZcdGO
        3lNKT/3JnzEBI9NgvQs16qwuayKf
        -----END CERTIFICATE-----

        """;
}
