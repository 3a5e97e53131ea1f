// Builds the phone page into dist/phone-web: one file each of HTML, CSS and script.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

import { onlyContract } from '../server/contract/only-contract.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/phone-web/', import.meta.url))

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  plugins: [onlyContract()],
  resolve: { conditions: ['source', 'browser', 'import', 'module', 'default'] },
  build: {
    outDir: out,
    emptyOutDir: true,
    // Optional chaining and what came after it is rewritten: Safari 13 and the browsers inside camera apps.
    target: 'es2019',
    cssTarget: ['chrome80', 'safari13'],
    lib: {
      entry: `${root}src/main.ts`,
      formats: ['iife'],
      name: 'phone',
      fileName: () => 'phone.js',
      cssFileName: 'phone',
    },
    reportCompressedSize: false,
  },
})

const html = await readFile(`${root}index.html`, 'utf8')
await writeFile(`${out}index.html`, html.replace(/\n\s+/g, '\n'))
