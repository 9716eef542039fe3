/** Node's and OpenSSL's codes for a certificate that is for another host, out of date, or of nobody that is trusted here. */
export const isCertificateCode = (code: string): boolean => /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/.test(code)
