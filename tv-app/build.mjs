import { cp, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions, runnerImport } from 'vite'

import { onlyContract } from '../server/contract/only-contract.mjs'
import { buildExport } from './client/build.mjs'
import { compiledTexts, writeTextScripts } from './texts/build-texts.mjs'
import { withoutUnusedParts } from './unused-parts.mjs'
import { buildWebExport } from './web/build.mjs'

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
  ['src/hls.ts', 'hls.js'],
  ['src/inspector.js', 'inspector.js'],
  ['emulator/emulator.ts', 'emulator/emulator.js'],
]

/** Builds the TV app into `dist/tv-app`. */
export async function buildTvApp() {
  await rm(OUT, { recursive: true, force: true })
  await cp(join(HERE, 'public'), OUT, { recursive: true })
  await copyFonts()
  await copyLicence()
  await copyMedia()
  for (const name of ['index.html', 'emulator.css']) {
    await cp(join(HERE, 'emulator', name), join(OUT, 'emulator', name))
  }
  const compile = await textCompiler()
  await writeTextScripts(join(OUT, 'texts'), compile)
  for (const [from, to] of SCRIPTS) await buildScript(from, to, compile)
}

/** The phone's: both catalogues are written alike. It is TypeScript, which Node does not read. */
async function textCompiler() {
  const file = join(HERE, '..', 'phone-web', 'texts', 'compile.ts')
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'warn' })
  return module.compile
}

async function buildScript(from, to, compile) {
  await build({
    root: HERE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [onlyContract(), withoutUnusedParts(), compiledTexts(compile)],
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: TARGET,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(HERE, from),
        output: { format: 'iife', entryFileNames: to },
        // A pattern too new for the target becomes a call, which stays for its own sake although nobody uses the pattern,
        // and throws where the engine does not know it.
        treeshake: { manualPureFunctions: ['RegExp'] },
      },
    },
  })
}

/** What the server plays to bound TVs; beside the app and not in it, since a film is no file of a page. */
async function copyMedia() {
  const out = join(HERE, '..', 'dist', 'media')
  await rm(out, { recursive: true, force: true })
  await cp(join(HERE, 'media'), out, {
    recursive: true,
    filter: (path) => !path.endsWith('README.md'),
  })
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

/** Minified, hls.js has lost the notice that its licence asks for. */
async function copyLicence() {
  const from = join(HERE, '..', 'node_modules', 'hls.js', 'LICENSE')
  await cp(from, join(OUT, 'hls.LICENSE.txt'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildTvApp()
  await buildExport()
  await buildWebExport()
}
