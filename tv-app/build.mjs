import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, defaultClientConditions } from 'vite'

const HERE = dirname(fileURLToPath(import.meta.url))
const OUT = join(HERE, '..', 'dist', 'tv-app')

/** webOS 4 of 2018; anything younger can do more. */
const TARGET = 'chrome53'

/** Each is a classic script of its own: modules are refused from file://, and an IIFE takes one input. */
const SCRIPTS = [
  ['src/identity.ts', 'identity.js'],
  ['src/main.ts', 'app.js'],
  ['src/notices.ts', 'notices.js'],
  ['src/p256.ts', 'p256.js'],
  ['src/inspector.js', 'inspector.js'],
  ['emulator/emulator.ts', 'emulator/emulator.js'],
]

const TEXT = new Set(['.html', '.css', '.js', '.svg', '.json', '.txt'])

/** Builds the TV app into `dist/tv-app`, with compressed neighbours for every text file. */
export async function buildTvApp() {
  await rm(OUT, { recursive: true, force: true })
  await cp(join(HERE, 'public'), OUT, { recursive: true })
  await copyFonts()
  for (const name of ['index.html', 'emulator.css']) {
    await cp(join(HERE, 'emulator', name), join(OUT, 'emulator', name))
  }
  for (const [from, to] of SCRIPTS) await buildScript(from, to)
  await compressTexts(OUT)
}

async function buildScript(from, to) {
  await build({
    root: HERE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutOtherCurves()],
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: TARGET,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(HERE, from),
        output: { format: 'iife', entryFileNames: to, keepNames: to === 'app.js' },
      },
    },
  })
}

/** elliptic carries 30 kB of tables for a curve that no TV uses. */
function withoutOtherCurves() {
  return {
    name: 'without-other-curves',
    enforce: 'pre',
    load(id) {
      return /elliptic\/precomputed\/secp256k1\.js$/.test(id) ? 'module.exports = undefined' : null
    },
  }
}

async function copyFonts() {
  const from = join(HERE, '..', 'node_modules', '@fontsource', 'inter')
  await mkdir(join(OUT, 'fonts'), { recursive: true })
  for (const weight of [500, 700]) {
    const name = `inter-latin-${weight}-normal.woff2`
    await cp(join(from, 'files', name), join(OUT, 'fonts', name))
  }
  await cp(join(from, 'LICENSE'), join(OUT, 'fonts', 'LICENSE.txt'))
}

async function compressTexts(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue
    const path = join(entry.parentPath, entry.name)
    const text = await readFile(path)
    await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }))
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
    await writeFile(`${path}.br`, await promisify(brotliCompress)(text, { params }))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTvApp()
