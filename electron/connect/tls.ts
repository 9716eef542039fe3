/** What Node's codes of a failed TLS connection mean: a certificate that is not believed, or another protocol. */

const certificate = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/
const protocol = /^(ERR_(TLS|SSL)|EPROTO)/

export const tlsReason = (code: string): 'certificate' | 'protocol' | undefined =>
  certificate.test(code) ? 'certificate' : protocol.test(code) ? 'protocol' : undefined
