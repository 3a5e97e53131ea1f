import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const children: ChildProcess[] = []
let root: string

/** A house like ours in small: one package of its own to install, and a build that leaves a line in build.log. */
async function makeHouse() {
  root = await mkdtemp(join(tmpdir(), 'couchlink-bootstrap-'))
  for (const folder of ['server', 'tv-app', 'phone-web', 'test/support', 'own', 'bin']) {
    await mkdir(join(root, folder), { recursive: true })
  }
  for (const file of ['server/bootstrap.mjs', 'test/support/judges.mjs']) {
    await cp(join(repository, file), join(root, file))
  }
  const own = { name: 'own', version: '1.0.0' }
  const house = { name: 'house', version: '1.0.0', dependencies: { own: 'file:own' } }
  const packages = { '': house, own, 'node_modules/own': { resolved: 'own', link: true } }
  const scripts = { build: 'node build.mjs' }
  await put('own/package.json', JSON.stringify(own))
  await put('package.json', JSON.stringify({ ...house, scripts }))
  await put('package-lock.json', JSON.stringify({ ...house, lockfileVersion: 3, packages }))
  await put('tsconfig.json', '{}')
  await put('server/main.ts', '')
  await put(
    'build.mjs',
    `import { appendFileSync } from 'node:fs'; appendFileSync('build.log', 'built\\n')`,
  )
}

async function clearHouse() {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
}

function put(path: string, content: string): Promise<void> {
  return writeFile(join(root, path), content)
}

function builds(): Promise<number> {
  return readFile(join(root, 'build.log'), 'utf8').then(
    (log) => log.split('\n').length - 1,
    () => 0,
  )
}

/** Puts programs on a path of their own; each does what its shell lines say. */
async function programs(scripts: Record<string, string>): Promise<string> {
  for (const [name, lines] of Object.entries(scripts)) {
    await put(`bin/${name}`, `#!/bin/sh\n${lines}\n`)
    await chmod(join(root, 'bin', name), 0o755)
  }
  return join(root, 'bin')
}

interface Run {
  goal?: 'start' | 'test'
  path?: string
  env?: Record<string, string>
  /** Runs first in that process, to make Node or the system another one. */
  before?: string
}

function start({ goal = 'start', path, env = {}, before = '' }: Run = {}): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(before)}`,
      'server/bootstrap.mjs',
      goal,
    ],
    { cwd: root, env: { PATH: path ?? process.env['PATH'], HOME: root, ...env } },
  )
  children.push(child)
  return child
}

async function run(how: Run = {}): Promise<{ code: number | null; said: string }> {
  const child = start(how)
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}

/** Makes a file newer without a clock: its time is set, not waited for. */
async function age(path: string, seconds: number): Promise<void> {
  await utimes(join(root, path), seconds, seconds)
}

const versions = (over: object) =>
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, ...${JSON.stringify(over)} } })`
const patience = { timeout: 40_000, interval: 50 }
const silence = { code: 0, said: '' }
const installing = expect.stringContaining('Installing packages')
const building = expect.stringContaining('Building')

describe('starting', () => {
  beforeEach(makeHouse)
  afterEach(clearHouse)

  test('the first start installs and builds, the second finds all done and is silent', async () => {
    const first = await run()
    expect(first).toEqual({ code: 0, said: installing })
    expect(first.said).toContain('Building')
    expect(await readFile(join(root, 'node_modules/own/package.json'), 'utf8')).toContain('own')
    expect(await run()).toEqual(silence)
    expect(await builds()).toBe(1)
  })

  test('a changed source is built again, a changed test is not', async () => {
    await run()
    await age('server/main.ts', 1000)
    expect((await run()).said).toBe('Building (a few seconds)…\n')
    await put('tv-app/new.ts', '')
    expect((await run()).said).toBe('Building (a few seconds)…\n')
    await put('test/new.test.ts', '')
    expect(await run()).toEqual(silence)
    expect(await builds()).toBe(3)
  })

  test('a changed lock file is installed again', async () => {
    await run()
    const lock = await readFile(join(root, 'package-lock.json'), 'utf8')
    await put('own/package.json', JSON.stringify({ name: 'own', version: '2.0.0' }))
    await put(
      'package-lock.json',
      lock.replace('"own","version":"1.0.0"', '"own","version":"2.0.0"'),
    )
    expect(await run()).toEqual({ code: 0, said: installing })
    expect(await run()).toEqual(silence)
  })

  test('what was installed by hand is recognised, unless for another Node', async () => {
    await run()
    await rm(join(root, 'node_modules/.couchlink-lock'))
    expect(await run()).toEqual(silence)
    expect((await run({ before: versions({ modules: '999' }) })).said).toEqual(installing)
  })

  test('a failed build shows its end, fails, and is tried again', async () => {
    await put('build.mjs', `console.error('the wall fell over'); process.exit(1)`)
    const failed = await run()
    expect(failed.code).toBe(1)
    expect(failed.said).toMatch(/the wall fell over[\s\S]*npm run build shows all of it/)
    expect(await run()).toEqual({ code: 1, said: building })
  })

  test('a failed install says what may be missing', async () => {
    await put('package-lock.json', '{"lockfileVersion":3,"packages":{"":{}}}')
    const failed = await run()
    expect(failed.code).toBe(1)
    expect(failed.said).toContain('python3, make and g++')
    expect(await builds()).toBe(0)
  })

  test.each(['18.20.4', '20.18.3', '22.11.0', '24.21.0'])(
    'Node %s is refused in one sentence',
    async (node) => {
      const { code, said } = await run({ before: versions({ node }) })
      expect(code).toBe(1)
      expect(said).toBe(
        `Couchlink runs on Node 20 (from 20.19) and Node 22 (from 22.12); this is Node ${node}.\n`,
      )
    },
  )
})

describe('two at once', () => {
  beforeEach(makeHouse)
  afterEach(clearHouse)

  test('one installs and builds, the other waits for it', async () => {
    const both = await Promise.all([run(), run()])
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    expect(both.filter(({ said }) => said.includes('Building'))).toHaveLength(1)
    expect(await builds()).toBe(1)
  })

  test.each([
    ['its process is gone', '4194305', Date.now() / 1000],
    ['it is older than any build takes', '', 1000],
  ])('a lock left behind is taken over when %s', async (_, pid, seconds) => {
    await mkdir(join(root, 'dist/.bootstrap-lock'), { recursive: true })
    if (pid !== '') await put('dist/.bootstrap-lock/pid', pid)
    await age('dist/.bootstrap-lock', seconds)
    expect(await run()).toEqual({ code: 0, said: building })
  })

  test('whoever is stopped lets go of the lock and stops what it started', async () => {
    await put(
      'build.mjs',
      `import { writeFileSync } from 'node:fs'; setInterval(() => {}, 1000); writeFileSync('pid', String(process.pid))`,
    )
    const child = start()
    const ended = new Promise((resolve) => child.on('close', resolve))
    const pid = await vi.waitFor(async () => {
      const written = Number(await readFile(join(root, 'pid'), 'utf8'))
      // A file is there before what is written into it.
      expect(written).toBeGreaterThan(0)
      return written
    }, patience)
    child.kill('SIGTERM')
    expect(await ended).toBe(1)
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), patience)
    await put('build.mjs', '')
    expect(await run()).toEqual({ code: 0, said: building })
  })
})

describe('the judges of the tests', () => {
  const user = 'process.getuid = () => 1000'
  const superuser = 'process.getuid = () => 0'
  const all = { chromium: '', zbarimg: '', mosquitto_sub: '', mosquitto_pub: '' }

  beforeAll(async () => {
    await makeHouse()
    await run()
  })
  beforeEach(async () => {
    await rm(join(root, 'bin'), { recursive: true })
    await mkdir(join(root, 'bin'))
  })
  afterAll(clearHouse)

  test('are not asked for by a start', async () => {
    expect(await run({ path: await programs({}) })).toEqual(silence)
  })

  test('are found on the path without a word, also under another name', async () => {
    const path = await programs({ ...all, chromium: '', 'google-chrome': '' })
    expect(await run({ goal: 'test', path })).toEqual(silence)
    await rm(join(path, 'chromium'))
    expect(await run({ goal: 'test', path })).toEqual(silence)
  })

  test('Chromium may be named by CHROME_PATH, and has to be there then', async () => {
    const { chromium: _, ...others } = all
    const path = await programs({ ...others, 'my-chrome': '' })
    const named = (CHROME_PATH: string) => run({ goal: 'test', path, env: { CHROME_PATH } })
    expect(await named(join(path, 'my-chrome'))).toEqual(silence)
    expect(await named('/nowhere/chrome')).toEqual({
      code: 1,
      said: 'CHROME_PATH is /nowhere/chrome, but no program is there.\n',
    })
  })

  test('on Debian, root gets the missing ones installed, and only those', async () => {
    const path = await programs({
      chromium: '',
      mosquitto_sub: '',
      mosquitto_pub: '',
      'apt-get': [
        `echo "$@" >> ${root}/apt.log`,
        `case "$*" in *install*) : > ${root}/bin/zbarimg; /bin/chmod +x ${root}/bin/zbarimg;; esac`,
      ].join('\n'),
    })
    expect(await run({ goal: 'test', path, before: superuser })).toEqual({
      code: 0,
      said: 'Installing what the tests need besides: zbar-tools…\n',
    })
    const [update, install, ...more] = (await readFile(join(root, 'apt.log'), 'utf8')).split('\n')
    expect(update).toMatch(/update$/)
    expect(install).toMatch(/install -y --no-install-recommends zbar-tools$/)
    expect(more).toEqual([''])
    expect(await run({ goal: 'test', path, before: superuser })).toEqual(silence)
  })

  test('an installation that does not help is shown, with the command', async () => {
    const path = await programs({ 'apt-get': 'echo no network; exit 100' })
    const { code, said } = await run({ goal: 'test', path, before: superuser })
    expect(code).toBe(1)
    expect(said).toMatch(
      /no network[\s\S]*To install:\n\n {2}apt-get install .*chromium zbar-tools/,
    )
  })

  test.each([
    ['apt-get', 'sudo apt-get install -y --no-install-recommends zbar-tools mosquitto-clients'],
    ['dnf', 'sudo dnf install -y zbar mosquitto'],
    ['brew', 'brew install zbar mosquitto'],
  ])('elsewhere the command for %s is named, and nothing is run', async (installer, command) => {
    const path = await programs({ chromium: '', [installer]: `echo ran > ${root}/ran.log` })
    expect(await run({ goal: 'test', path, before: user })).toEqual({
      code: 1,
      said: `The tests need zbarimg, mosquitto_sub, mosquitto_pub on the path. To install:\n\n  ${command}\n\n`,
    })
    await expect(readFile(join(root, 'ran.log'))).rejects.toThrow()
  })

  test('where no installer is known, the programs are named', async () => {
    const { code, said } = await run({ goal: 'test', path: await programs({}), before: user })
    expect(code).toBe(1)
    expect(said).toMatch(
      /need chromium, zbarimg, mosquitto_sub, mosquitto_pub on the path\. CHROME_/,
    )
  })
})
