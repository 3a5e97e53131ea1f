// Builds `couchlink/tv` into dist/tv: one ES module, and beside it what it loads only when needed.
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

import { olderJose } from '../../server/contract/older-jose.mjs'
import { onlyContract } from '../../server/contract/only-contract.mjs'
import { withoutUnusedParts } from '../unused-parts.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const OUT = join(HERE, '..', '..', 'dist', 'tv')

/** The first that knows `import()`, modules and `globalThis`, which mqtt.js reads while it loads. */
const TARGET = 'chrome71'

/** Vite's helper announces the chunks of a chunk to a page; ours are asked for by whoever needs them. */
export const noPreload = {
  name: 'no-preload',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined,
}

/** @param out folder of the module; whatever lies there goes */
export async function buildExport(out = OUT) {
  await rm(out, { recursive: true, force: true })
  await build({
    root: HERE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [onlyContract(), withoutUnusedParts(), olderJose(), noPreload],
    build: {
      outDir: out,
      emptyOutDir: false,
      target: TARGET,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(HERE, 'couchlink-tv.ts'),
        // Vite takes an entry for a page's script, whose exports nobody wants.
        preserveEntrySignatures: 'strict',
        output: {
          format: 'es',
          entryFileNames: 'couchlink-tv.js',
          chunkFileNames: 'part.[hash].js',
        },
      },
    },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExport()
