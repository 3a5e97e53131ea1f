// Builds what the phone's pages load and hold: their scripts into dist/phone-web/files, with hashes in their names, and
// into dist/phone-web/assets.json those names and the styles, which the server puts into the pages. Then `couchlink/phone`.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

import { onlyContract } from '../server/contract/only-contract.mjs'
import { buildExport } from './client/build.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/phone-web/', import.meta.url))

/** Vite's helper announces the chunks of a chunk, of which ours have none: it would be a twentieth of the script. */
const noPreload = {
  name: 'no-preload',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined,
}

await rm(`${out}files`, { recursive: true, force: true })
await mkdir(`${out}files`, { recursive: true })
const link = await buildPage('link', 'main.ts')
const devices = await buildPage('devices', 'devices.ts')
const shared = await styleOf('style.css')
const assets = {
  files: { link, devices },
  styles: { link: shared, devices: shared + (await styleOf('devices.css')) },
}
await writeFile(`${out}assets.json`, JSON.stringify(assets))
await buildExport()

/** Each page is a build of its own: what two had in common would be one more file to wait for. */
async function buildPage(name, entry) {
  const output = await bundle(name, entry)
  for (const { type, fileName, code } of output) {
    if (type === 'chunk') await writeFile(`${out}files/${fileName}`, code)
  }
  return `phone/${output.find(({ isEntry }) => isEntry).fileName}`
}

async function styleOf(entry) {
  const output = await bundle('style', entry)
  return output.find(({ fileName }) => fileName.endsWith('.css')).source.trim()
}

/** What Vite makes of one entry, not yet written. */
async function bundle(name, entry) {
  const { output } = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [onlyContract(), noPreload],
    resolve: { conditions: ['source', 'browser', 'import', 'module', 'default'] },
    build: {
      write: false,
      // What a browser of 2020 knows; older ones get the plain forms, since they do not take the script.
      target: 'es2020',
      cssTarget: ['chrome80', 'safari13', 'ios13'],
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { [name]: `${root}src/${entry}` },
        // It does not say that it does nothing by itself, and would come whole with either half.
        treeshake: { moduleSideEffects: (id) => !id.includes('@simplewebauthn') },
        output: {
          format: 'es',
          entryFileNames: '[name].[hash].js',
          chunkFileNames: 'part.[hash].js',
        },
      },
    },
  })
  return output
}
