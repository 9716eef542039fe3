/**
 * A file of MariaDB 10.11's binary log, gzipped: rows of `live.t` written, changed and removed, beside those of `other.x` and a
 * GRANT, with checksums, some of it compressed. Made by the server once.
 */
import { gunzipSync } from 'node:zlib'

const packed = [
  'H4sICMvKB2sCA2Jpbi4wMDAwMDIAvVRZaBNRFH2TmU7SuLeuxeIUaZOYyTJRsS5VXMCmTWtbl6I/MmlGGzp2JJlqCy6k4of6o+CGCC51Af1QREEQJCpClhaXIhZRRNEPKxYRXMAq3jtZmjHYTy+cvMl7572599wz77c/2J5IGNsmGAkhwwBC4Q9DBLdTEJzCQkedGAqKq1Y43PaA5Bc8HYJDVraS',
  'f0Rx5ThiIkWEgSgi5B1hSkwwbTKZDDCYzeYULfvw34MpZsg4SAcyoM67Exuw9h6s3Y6gsgJA4Cydfn64Xz6C1HM4WQ5o0FhYBQjodGMIVwa6ynSkjnyShylkDyDpPJLmAM4AyQSCj8TY1FCxsWcRMs8iczHghXZcsD0shVQu2K4qnMrtEOUOKcxZBd4iWmy81cNb/BYb9XHzPdxajFtdgEKUH/qS',
  'qo+RgzskQqnEQE8wTCYGz9jlb5E+LUOv1NEN9DC+mRKHcZry29tYHukTkT4L0KzRC9Ppd/vfftFVGDFghQU5FdpSQ9Hd0gXIvIhMBfBZO4gdacLsVArwj1unLdFhNcCUkTI4MDI+c1yktPN0rbOmjveut3p9Ce/6mCte7Xh6teFxzNcY67U/YciZI2bnqffsh2RuYiU0JsbmS79r/22NqUk/D1Cv',
  'GaFje0BUJVA9LKmcWGVpsXA7W6WQxAUDVUJ3l/dTMlfz3fRomneXzr6L9MtIXwC4Ses1pyPjO0//fBCLRqMnfxh95TSZvtJwb3DSc282s/mAD/TfplBUyMnZOWINGz9vRTybmgMwVbPbtPS7CrQdhOokFE2o1YmvM5MZM1QAlujIFPUbe7No6IKczQOrbdNYAUmWQKEtIWUbyJQVx9PTf+yoTpxT',
  'zGjiDLz+JSB9BtKtgPvMX4ZMObH8adPcZK4T3+TwCNnXVtWna/iYAmy4Md+Jrm97hpIZJx4HnCvIODF1HWrb/+XEMUxIUdRCWWkR5VYlrGrVRBaCKV01vfZGa32ft87ZGHu0Nhbna5/1N1njzdU+rxqLr6nvjcdcsOTz9tnjvqSvrrH6yrqGaw1GsuHb5JoB+ZZZl39Sy9+Ub9jDL1sqsu1Yih8j',
  'm39XhKE5LSo3n+dC0nZJVK2WLgvPedy2UvHVJl13KtnRujN1WetmpF/KfB0yq+9OpASdm4hGuaYDkPHeKeaDj3q/c7pOHdL2TE+XceNErR+XGWO6JzfZtO5aZK/PufbB63f+AF9W2AO0BgAA',
].join('')

export const binlog: Buffer = gunzipSync(Buffer.from(packed, 'base64'))
