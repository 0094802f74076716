#include "internal.h"

#include <string.h>
#include <time.h>

/* TLS 1.3 with ed25519 certificates alone: no tickets, so no resumption and no early data. */
static const char* const PRIORITY =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305:-GROUP-ALL:+GROUP-X25519:"
    "-SIGN-ALL:+SIGN-EDDSA-ED25519:%DISABLE_TLS13_COMPAT_MODE";

/* The private key of a seed. */
static bool import_key(const uint8_t seed[32], gnutls_x509_privkey_t key)
{
    /* An Ed25519 PKCS #8 key (RFC 8410 7) holds the seed alone: GnuTLS derives the public half. */
    static const uint8_t prefix[16] = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    uint8_t encoded[sizeof prefix + 32];
    memcpy(encoded, prefix, sizeof prefix);
    memcpy(encoded + sizeof prefix, seed, 32);
    gnutls_datum_t datum = {encoded, sizeof encoded};
    int status = gnutls_x509_privkey_import_pkcs8(key, &datum, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN);
    gnutls_memset(encoded, 0, sizeof encoded);
    return status == 0;
}

/* A certificate that says nothing but the key. Nobody checks its dates or its signature: TLS proves the key. */
static bool sign_certificate(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
    static const uint8_t serial = 1;
    static const time_t last = INT64_C(253402300799); /* the last second that X.509 can say */
    return gnutls_x509_crt_set_version(certificate, 3) == 0
        && gnutls_x509_crt_set_serial(certificate, &serial, 1) == 0
        && gnutls_x509_crt_set_activation_time(certificate, 0) == 0
        && gnutls_x509_crt_set_expiration_time(certificate, last) == 0
        && gnutls_x509_crt_set_key(certificate, key) == 0
        && gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA512, 0) == 0;
}

/* Stateless resets must be recognised after a restart: their secret follows from the identity. */
static bool derive_reset_secret(aether_quic* endpoint)
{
    static const char label[] = "aether quic stateless reset";
    return gnutls_hmac_fast(GNUTLS_MAC_SHA256, endpoint->options.seed, sizeof endpoint->options.seed, label,
               sizeof label - 1, endpoint->reset_secret)
        == 0;
}

int32_t quic_identity_create(aether_quic* endpoint)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_x509_crt_t certificate = NULL;
    bool made = gnutls_x509_privkey_init(&key) == 0 && gnutls_x509_crt_init(&certificate) == 0
        && import_key(endpoint->options.seed, key) && sign_certificate(certificate, key)
        && gnutls_certificate_allocate_credentials(&endpoint->credentials) == 0
        && gnutls_certificate_set_x509_key(endpoint->credentials, &certificate, 1, key) == 0
        && gnutls_priority_init(&endpoint->priority, PRIORITY, NULL) == 0 && derive_reset_secret(endpoint);
    gnutls_memset(endpoint->options.seed, 0, sizeof endpoint->options.seed);
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    if (key)
        gnutls_x509_privkey_deinit(key);
    quic_random(endpoint, endpoint->token_secret, sizeof endpoint->token_secret);
    return made ? 0 : AETHER_QUIC_ETLS;
}

void quic_identity_destroy(aether_quic* endpoint)
{
    if (endpoint->priority)
        gnutls_priority_deinit(endpoint->priority);
    if (endpoint->credentials)
        gnutls_certificate_free_credentials(endpoint->credentials);
}

/* The ed25519 key of a certificate; false for every other kind. */
static bool read_key(const gnutls_datum_t* encoded, uint8_t key[32])
{
    gnutls_x509_crt_t certificate = NULL;
    gnutls_pubkey_t public_key = NULL;
    gnutls_datum_t x = {NULL, 0};
    gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
    bool read = gnutls_x509_crt_init(&certificate) == 0
        && gnutls_x509_crt_import(certificate, encoded, GNUTLS_X509_FMT_DER) == 0
        && gnutls_pubkey_init(&public_key) == 0 && gnutls_pubkey_import_x509(public_key, certificate, 0) == 0
        && gnutls_pubkey_get_pk_algorithm(public_key, NULL) == GNUTLS_PK_EDDSA_ED25519
        && gnutls_pubkey_export_ecc_raw2(public_key, &curve, &x, NULL, GNUTLS_EXPORT_FLAG_NO_LZ) == 0
        && curve == GNUTLS_ECC_CURVE_ED25519 && x.size == 32;
    if (read)
        memcpy(key, x.data, 32);
    gnutls_free(x.data);
    if (public_key)
        gnutls_pubkey_deinit(public_key);
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    return read;
}

/* In place of a check by authorities: the key that the peer proves is who it is. */
static int verify_peer(gnutls_session_t session)
{
    ngtcp2_crypto_conn_ref* reference = gnutls_session_get_ptr(session);
    quic_conn* conn = reference->user_data;
    unsigned count = 0;
    const gnutls_datum_t* chain = gnutls_certificate_get_peers(session, &count);
    if (gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS) == GNUTLS_CRT_X509 && chain && count == 1
        && chain[0].size <= QUIC_MAX_CERTIFICATE && read_key(&chain[0], conn->peer)
        && (!conn->has_expected || memcmp(conn->peer, conn->expected, 32) == 0))
        return 0;
    conn->has_wrong_identity = true;
    return GNUTLS_E_CERTIFICATE_ERROR;
}

static ngtcp2_conn* conn_of(ngtcp2_crypto_conn_ref* reference)
{
    return ((quic_conn*)reference->user_data)->quic;
}

bool quic_tls_create(quic_conn* conn)
{
    aether_quic* endpoint = conn->endpoint;
    unsigned side = conn->is_server ? GNUTLS_SERVER | GNUTLS_NO_AUTO_SEND_TICKET : GNUTLS_CLIENT;
    gnutls_datum_t protocol = {
        (unsigned char*)endpoint->options.protocol, (unsigned)strlen(endpoint->options.protocol)};
    if (gnutls_init(&conn->tls, side | GNUTLS_NO_TICKETS | GNUTLS_NO_END_OF_EARLY_DATA) != 0)
        return false;
    conn->reference.get_conn = conn_of;
    conn->reference.user_data = conn;
    gnutls_session_set_ptr(conn->tls, &conn->reference);
    int hooked = conn->is_server ? ngtcp2_crypto_gnutls_configure_server_session(conn->tls)
                                 : ngtcp2_crypto_gnutls_configure_client_session(conn->tls);
    if (hooked != 0 || gnutls_priority_set(conn->tls, endpoint->priority) != 0
        || gnutls_credentials_set(conn->tls, GNUTLS_CRD_CERTIFICATE, endpoint->credentials) != 0
        || gnutls_alpn_set_protocols(conn->tls, &protocol, 1, GNUTLS_ALPN_MANDATORY) != 0)
        return false;
    if (conn->is_server)
        gnutls_certificate_server_set_request(conn->tls, GNUTLS_CERT_REQUIRE);
    gnutls_session_set_verify_function(conn->tls, verify_peer);
    ngtcp2_conn_set_tls_native_handle(conn->quic, conn->tls);
    return true;
}
