import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { temporaryFolder } from './server.ts'

const ROOT = new URL('../../', import.meta.url).pathname

/** How a project may resolve modules. */
const WAYS = [
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
]

/**
 * What a strict TypeScript project hears from its compiler that has installed our package and holds this one module, for
 * each way of resolving modules: nothing when all is well.
 *
 * @param concerns what there may be of the package beside package.json; the rest only costs time
 */
export function compiledByConsumer(source: string, concerns: RegExp): string[] {
  const project = temporaryFolder()
  install(project, concerns)
  // The one dependency that the types speak of.
  symlinkSync(join(ROOT, 'node_modules', 'valibot'), join(project, 'node_modules', 'valibot'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'app.ts'), source)
  return WAYS.map((modules) => said(project, modules))
}

/** What the package's own command says in a project that has installed all of it. */
export function saidByInstalledCommand(...args: string[]): string {
  const project = temporaryFolder()
  const installed = install(project, /./)
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'))
  const command = join(installed, 'dist', 'server', 'cli', 'couchlink.js')
  return execFileSync(process.execPath, [command, ...args], { cwd: project, encoding: 'utf8' })
}

/** Puts our package where npm would, without what it depends on. Returns its folder. */
function install(project: string, concerns: RegExp): string {
  const installed = join(project, 'node_modules', 'couchlink')
  for (const path of packed()) {
    if (path === 'package.json' || concerns.test(path)) {
      cpSync(join(ROOT, path), join(installed, path))
    }
  }
  return installed
}

/** What npm would put into the package. */
function packed(): string[] {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [one] = JSON.parse(said) as { files: { path: string }[] }[]
  return one?.files.map(({ path }) => path) ?? []
}

function said(project: string, modules: object): string {
  const compilerOptions = {
    ...modules,
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
  }
  const config = JSON.stringify({ compilerOptions, files: ['app.ts'] })
  writeFileSync(join(project, 'tsconfig.json'), config)
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    return execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
