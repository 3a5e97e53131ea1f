// Builds the phone page into dist/phone-web: three files, each also compressed, so that serving costs nothing.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { build } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const out = fileURLToPath(new URL('../dist/phone-web/', import.meta.url))

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
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

for (const name of await readdir(out)) {
  const bytes = await readFile(out + name)
  await writeFile(`${out}${name}.gz`, gzipSync(bytes, { level: 9 }))
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${out}${name}.br`, brotliCompressSync(bytes, { params: quality }))
}
