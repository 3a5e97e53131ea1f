/**
 * What libraries bring along and no TV uses, a seventh of all that is loaded before the code on plain http. Lightning's list
 * of everything holds its effects, elliptic's holds curves and hashes beside P-256 and SHA-256.
 */
const UNUSED = [
  {
    path: /@lightningjs\/core\/dist\/src\/(components|renderer\/(spark|(webgl|c2d)\/shaders))\/(?!DefaultShader)\w+\.mjs$/,
    instead: 'export default null',
  },
  {
    path: /@lightningjs\/core\/dist\/src\/(textures\/(Html|Noise)Texture|platforms\/browser\/ImageWorker)\.mjs$/,
    instead: 'export default null',
  },
  {
    path: /@lightningjs\/core\/dist\/src\/renderer\/common\/shaders\/GrayscaleShader\.mjs$/,
    instead: 'export const WebGLGrayscaleShader = null, C2dGrayscaleShader = null',
  },
  {
    path: /elliptic\/(precomputed\/secp256k1|curve\/(mont|edwards)|eddsa\/index)\.js$/,
    instead: 'module.exports = {}',
  },
  { path: /hash\/(ripemd|sha\/(1|224|384|512))\.js$/, instead: 'module.exports = {}' },
]

export function withoutUnusedParts() {
  return {
    name: 'without-unused-parts',
    enforce: 'pre',
    load: (id) => UNUSED.find(({ path }) => path.test(id))?.instead ?? null,
  }
}
