// The last step of the build: puts a brotli and a gzip form beside every text file that the apps' pages load, so that serving costs nothing.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const DIST = new URL('../dist/', import.meta.url).pathname
const TEXT = new Set(['.html', '.css', '.js', '.svg', '.json', '.txt'])
const BEST = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

for (const app of ['tv-app', 'phone-web/files']) {
  const entries = await readdir(join(DIST, app), { withFileTypes: true, recursive: true })
  const texts = entries.filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
  await Promise.all(texts.map((entry) => compress(join(entry.parentPath, entry.name))))
}

async function compress(path) {
  const text = await readFile(path)
  await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }))
  await writeFile(`${path}.br`, await promisify(brotliCompress)(text, BEST))
}
