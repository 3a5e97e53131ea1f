// Runs before `npm start`, `npm test`, `npm run check` and `npm run bench`, on a clone in which nothing is installed
// yet: Node's builtins only. Installs and builds what is missing or stale, says so, and is silent when nothing is.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const INSTALLED = join(ROOT, 'node_modules', '.couchlink-lock')
const BUILT = join(ROOT, 'dist', '.built')
const LOCK = join(ROOT, 'dist', '.bootstrap-lock')

/** No install or build takes this long; a lock older than this was left behind. */
const LONGEST_MS = 15 * 60_000
const LOCK_POLL_MS = 250
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** How much of a failed command's output is shown. */
const TAIL_LINES = 25
const TAIL_BYTES = 16_384

/** Ends the run with sentences for the person instead of a stack. */
class Unready extends Error {}

try {
  await bootstrap(process.argv[2] ?? 'start')
} catch (error) {
  if (!(error instanceof Unready)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function bootstrap(goal) {
  checkNode(process.versions.node)
  if (!(await installed()) || !(await built())) await alone(makeReady)
  if (goal !== 'test') return
  // Only here, so that a server that was shipped without its tests starts too.
  const { callJudges } = await import('../test/support/judges.mjs')
  const complaint = await callJudges(run, alone)
  if (complaint !== null) throw new Unready(complaint)
}

function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12)) return
  throw new Unready(
    `Couchlink runs on Node 20 (from 20.19) and Node 22 (from 22.12); this is Node ${version}.`,
  )
}

async function makeReady() {
  if (!(await installed())) await install()
  if (!(await built())) await build()
}

/** Whether node_modules is what package-lock.json says, made for this Node: better-sqlite3 is compiled for one ABI. */
async function installed() {
  const wanted = await lockDigest()
  const marker = await readText(INSTALLED)
  if (marker === wanted) return true
  const sameNode = marker === null || marker.split(' ')[1] === wanted.split(' ')[1]
  if (!sameNode || !(await matchesLock())) return false
  await writeFile(INSTALLED, wanted)
  return true
}

async function lockDigest() {
  const lock = await readFile(join(ROOT, 'package-lock.json'))
  const { platform, arch, versions } = process
  return `${digest(lock)} ${platform}-${arch}-${versions.modules}`
}

/** Recognises what somebody installed by hand; npm keeps its own account of node_modules. */
async function matchesLock() {
  const kept = await readText(join(ROOT, 'node_modules', '.package-lock.json'))
  if (kept === null) return false
  const found = JSON.parse(kept).packages
  const wanted = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true
    // npm leaves out optional packages that were made for another platform.
    if (found[path] === undefined) return Boolean(optional || devOptional)
    return found[path].version === version
  })
}

async function install() {
  console.log('Installing packages (about a minute, once)…')
  const env = { ...process.env }
  // Node's own headers, where they lie beside it, spare node-gyp a download.
  const prefix = dirname(dirname(process.execPath))
  if (!env.npm_config_nodedir && (await exists(join(prefix, 'include', 'node', 'node.h')))) {
    env.npm_config_nodedir = prefix
  }
  const result = await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], env)
  if (!result.ok) {
    throw new Unready(
      `${result.tail}\n\nThe packages could not be installed: npm ci shows all of it. better-sqlite3 may have to ` +
        'be compiled,\nfor which python3, make and g++ are needed (on Debian and Ubuntu: ' +
        'apt-get install python3 make g++). Then start again.',
    )
  }
  await mkdir(dirname(INSTALLED), { recursive: true })
  await writeFile(INSTALLED, await lockDigest())
  await rm(BUILT, { force: true })
}

async function built() {
  return (await readText(BUILT)) === (await sourcesDigest())
}

async function build() {
  console.log('Building (a few seconds)…')
  // Taken before, so that whoever saves a file meanwhile gets another build.
  const sources = await sourcesDigest()
  const result = await npm(['run', 'build'], process.env)
  if (!result.ok)
    throw new Unready(`${result.tail}\n\nThe build failed: npm run build shows all of it.`)
  await mkdir(dirname(BUILT), { recursive: true })
  await writeFile(BUILT, sources)
}

/** Names, sizes and times of everything that the build reads: far quicker than its content. */
async function sourcesDigest() {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json']
  const folders = ['server', 'tv-app', 'phone-web']
  while (folders.length > 0) {
    const folder = folders.pop()
    for (const entry of await readdir(join(ROOT, folder), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else files.push(path)
    }
  }
  const lines = files.sort().map(async (path) => {
    const { size, mtimeMs } = await stat(join(ROOT, path))
    return `${path} ${size} ${mtimeMs}`
  })
  return digest((await Promise.all(lines)).join('\n'))
}

/** Two starts at once must not install or build over each other: the second waits and then finds all done. */
async function alone(work) {
  await mkdir(dirname(LOCK), { recursive: true })
  const giveUpAt = Date.now() + LONGEST_MS
  for (let tries = 1; !(await takeLock()); tries += 1) {
    // The first try may have cleared away what a dead process left.
    if (tries === 2) console.log('Another start is installing or building; waiting for it…')
    if (Date.now() > giveUpAt)
      throw new Unready(`Waited too long. If nothing runs, delete ${LOCK}.`)
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS))
  }
  try {
    await work()
  } finally {
    await rm(LOCK, { recursive: true, force: true })
  }
}

async function takeLock() {
  try {
    await mkdir(LOCK)
    await writeFile(join(LOCK, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const since = await stat(LOCK).catch(() => null)
  const holder = Number(await readText(join(LOCK, 'pid')))
  const left = since !== null && Date.now() - since.mtimeMs > LONGEST_MS
  if (left || (holder > 0 && !alive(holder))) await rm(LOCK, { recursive: true, force: true })
  return false
}

function alive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The npm that started us, or else the one on the path. */
function npm(args, env) {
  const cli = env.npm_execpath
  return cli !== undefined && basename(cli).startsWith('npm-cli')
    ? run(process.execPath, [cli, ...args], env)
    : run('npm', args, env)
}

/** Runs a command to its end, asking nothing of anybody, and keeps the last of what it said. */
function run(command, args, env) {
  return new Promise((resolve) => {
    // A group of its own, because npm's death does not reach the script that it runs.
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    // Whoever stops us stops the command; that then counts as failed and lets go of the lock.
    const stop = () => alive(-child.pid) && process.kill(-child.pid)
    const timer = setTimeout(stop, LONGEST_MS)
    for (const signal of STOP_SIGNALS) process.once(signal, stop)
    let said = ''
    const keep = (chunk) => {
      said = (said + chunk).slice(-TAIL_BYTES)
    }
    const end = (ok) => {
      clearTimeout(timer)
      for (const signal of STOP_SIGNALS) process.off(signal, stop)
      resolve({ ok, tail: said.trimEnd().split('\n').slice(-TAIL_LINES).join('\n') })
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => {
      keep(`${command}: ${error.message}\n`)
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  )
}

function readText(path) {
  return readFile(path, 'utf8').catch(() => null)
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex')
}
