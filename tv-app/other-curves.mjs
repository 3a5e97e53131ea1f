/** elliptic carries 30 kB of tables for a curve that no TV uses. */
export function withoutOtherCurves() {
  return {
    name: 'without-other-curves',
    enforce: 'pre',
    load(id) {
      return /elliptic\/precomputed\/secp256k1\.js$/.test(id) ? 'module.exports = undefined' : null
    },
  }
}
