// Compiles the catalogues while the TV app is built, so that no set carries a parser: English into the app itself, every
// other language into a classic script of its own.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * Whoever imports a catalogue gets its sentences compiled.
 *
 * @param {(source: string) => unknown} compile of the phone's texts
 */
export function compiledTexts(compile) {
  return {
    name: 'compiled-texts',
    enforce: 'pre',
    load: (id) => (dirname(id) === HERE && id.endsWith('.json') ? compiled(id, compile) : null),
  }
}

/** Writes `<lang>.js` for each language into this folder. */
export async function writeTextScripts(out, compile) {
  await mkdir(out, { recursive: true })
  for (const file of await readdir(HERE)) {
    const [, lang] = /^(.+)\.json$/.exec(file) ?? []
    if (lang === undefined || lang === 'en') continue
    const messages = await compiled(join(HERE, `${lang}.json`), compile)
    const script = `(window.couchlink=window.couchlink||{}).texts={lang:"${lang}",messages:${messages}}\n`
    await writeFile(join(out, `${lang}.js`), script)
  }
}

async function compiled(file, compile) {
  const entries = Object.entries(JSON.parse(await readFile(file, 'utf8')))
  const messages = Object.fromEntries(entries.map(([key, source]) => [key, compile(source)]))
  // Both end a line within a string for every engine before ES2019.
  return JSON.stringify(messages).replace(/[\u2028\u2029]/g, (end) =>
    end === '\u2028' ? '\\u2028' : '\\u2029',
  )
}
