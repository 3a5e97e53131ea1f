/**
 * Of elliptic and the hashes it brings, a TV needs P-256 and SHA-256: the rest, and 30 kB of tables for a curve that no TV
 * uses, would be half as much again to load before the code on plain http.
 */
const UNUSED =
  /(elliptic\/(precomputed\/secp256k1|curve\/(mont|edwards)|eddsa\/index)|hash\/(ripemd|sha\/(1|224|384|512)))\.js$/

export function withoutOtherCurves() {
  return {
    name: 'without-other-curves',
    enforce: 'pre',
    load: (id) => (UNUSED.test(id) ? 'module.exports = {}' : null),
  }
}
