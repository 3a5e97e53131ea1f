// Builds `couchlink/web` into dist/web: one ES module, and beside it what it loads only when needed.
import { cp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

import { onlyContract } from '../../server/contract/only-contract.mjs'
import { noPreload } from '../client/build.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const OUT = join(HERE, '..', '..', 'dist', 'web')

/** Browsers of 2020; what they lack in looks is in the stylesheet beside. */
const TARGET = 'es2020'

/** @param out folder of the module; whatever lies there goes */
export async function buildWebExport(out = OUT) {
  await rm(out, { recursive: true, force: true })
  await build({
    root: HERE,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [onlyContract(), noPreload],
    build: {
      outDir: out,
      emptyOutDir: false,
      target: TARGET,
      cssTarget: ['chrome86', 'firefox78', 'safari14'],
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(HERE, 'couchlink-web.ts'),
        // What the module shares with its chunks stays in it, or pages would wait for one more file.
        preserveEntrySignatures: 'allow-extension',
        output: {
          format: 'es',
          entryFileNames: 'couchlink-web.js',
          chunkFileNames: 'part.[hash].js',
        },
      },
    },
  })
  await cp(join(HERE, 'couchlink-web.css'), join(out, 'couchlink-web.css'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWebExport()
