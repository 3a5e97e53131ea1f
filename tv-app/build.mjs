import { cp, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

import { onlyContract } from '../server/contract/only-contract.mjs'

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

/** Builds the TV app into `dist/tv-app`. */
export async function buildTvApp() {
  await rm(OUT, { recursive: true, force: true })
  await cp(join(HERE, 'public'), OUT, { recursive: true })
  await copyFonts()
  for (const name of ['index.html', 'emulator.css']) {
    await cp(join(HERE, 'emulator', name), join(OUT, 'emulator', name))
  }
  for (const [from, to] of SCRIPTS) await buildScript(from, to)
}

async function buildScript(from, to) {
  await build({
    root: HERE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [onlyContract(), withoutOtherCurves()],
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

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildTvApp()
