import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import {
  type KeyRing,
  listKeys,
  openKeyRing,
  rotateKeys,
} from '../../../server/credentials/keys.ts'
import { signToken, type TokenKind, verifyToken } from '../../../server/credentials/signed-token.ts'
import { temporaryFolder } from '../../support/server.ts'
import { openRing, rotation } from './ring.ts'

const NOW = 1_800_000_000
const KIND: TokenKind = { typ: 'at+jwt', issuer: null }

function fileOf(dataDir: string): string {
  return join(dataDir, 'keys.json')
}

function stored(dataDir: string) {
  return JSON.parse(readFileSync(fileOf(dataDir), 'utf8'))
}

function mint(ring: KeyRing): string {
  const claims = { iss: 'https://tv.example.com', sub: 'key_abc', jti: 'token-id-1' }
  return signToken(ring, KIND.typ, claims, NOW, 600)
}

/** A rotation of the file, and its arrival in a running ring. */
async function rotate(
  ring: KeyRing,
  dataDir: string,
  options: { now?: number; dropOld?: boolean },
) {
  const arrived = rotation(ring)
  const rotated = await rotateKeys(dataDir, {
    now: NOW,
    dropOld: false,
    overlapSeconds: 0,
    ...options,
  })
  await arrived
  return rotated
}

/** A log that can be waited for. */
function listeningLog() {
  const errors: string[] = []
  const waiting: (() => void)[] = []
  return {
    log: {
      info() {},
      error(fields: object) {
        errors.push(String((fields as { err: Error }).err.message))
        for (const wake of waiting.splice(0)) wake()
      },
    },
    errors,
    nextError: () => new Promise<void>((resolve) => waiting.push(resolve)),
  }
}

describe('the keys', () => {
  it('stay the same over restarts, and only their owner can read them', async () => {
    const folder = join(temporaryFolder(), 'data')
    const [first, second] = await Promise.all([openRing(folder), openRing(folder)])
    expect(second.current.kid).toBe(first.current.kid)
    expect((await openRing(folder)).secret).toEqual(first.secret)
    expect(first.secret.length).toBe(32)
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['keys.json'])
  })

  it('are published without their private half, the one that signs and the one that will', async () => {
    const ring = await openRing()
    const published = ring.publicJwks()
    expect(published.map(({ kid }) => kid)).toContain(ring.current.kid)
    expect(published.length).toBe(2)
    for (const jwk of published) {
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    }
  })

  it('are made by the thousand while garbage is collected, and their process never stands still', async () => {
    const { code } = await scriptEnded(MAKE_MANY, { flags: ['--max-semi-space-size=1'] })
    expect(code).toBe(0)
  })

  it('of an unknown kid are none', async () => {
    const ring = await openRing()
    expect(ring.find(ring.current.kid)).toBe(ring.find(ring.current.kid))
    for (const kid of ['', 'unknown', '__proto__', 'constructor']) {
      expect(ring.find(kid), kid).toBeNull()
    }
    expect(verifyToken(await openRing(), KIND, mint(ring), NOW)).toBeNull()
    expect(verifyToken(ring, KIND, mint(ring), NOW)).toMatchObject({ sub: 'key_abc' })
  })
})

describe('a rotation', () => {
  it('moves each key on by one, and what was signed before still counts', async () => {
    const dataDir = temporaryFolder()
    const ring = await openRing(dataDir)
    const before = stored(dataDir)
    const token = mint(ring)
    const rotated = await rotate(ring, dataDir, {})
    expect(rotated).toEqual({ kid: before.next.kid, previous: before.current.kid })
    const after = stored(dataDir)
    expect(after).toMatchObject({
      current: before.next,
      previous: before.current,
      secret: before.secret,
      rotatedAt: NOW,
    })
    expect([before.current.kid, before.next.kid]).not.toContain(after.next.kid)
    expect(ring.current.kid).toBe(before.next.kid)
    expect(ring.publicJwks().map(({ kid }) => kid)).toEqual([
      after.current.kid,
      after.next.kid,
      after.previous.kid,
    ])
    expect(verifyToken(ring, KIND, token, NOW)).toMatchObject({ sub: 'key_abc' })
    await rotate(ring, dataDir, {})
    expect(verifyToken(ring, KIND, token, NOW)).toBeNull()
  })

  it('waits until the tokens of the previous key have ended', async () => {
    const dataDir = temporaryFolder()
    const rotateAt = (now: number) =>
      rotateKeys(dataDir, { now, dropOld: false, overlapSeconds: 3600 })
    expect(await rotateAt(NOW)).toHaveProperty('kid')
    const once = stored(dataDir)
    expect(await rotateAt(NOW)).toEqual({ tooSoonSeconds: 3600 })
    expect(await rotateAt(NOW + 3599)).toEqual({ tooSoonSeconds: 1 })
    expect(stored(dataDir)).toEqual(once)
    expect(await rotateAt(NOW + 3600)).toEqual({
      kid: once.next.kid,
      previous: once.current.kid,
    })
  })

  it('that drops the old keys is never too soon, and leaves nothing a thief of the file could use', async () => {
    const dataDir = temporaryFolder()
    const ring = await openRing(dataDir)
    await rotate(ring, dataDir, {})
    const stolen = stored(dataDir)
    const token = mint(ring)
    const rotated = await rotate(ring, dataDir, { dropOld: true })
    expect(rotated).toEqual({ kid: ring.current.kid, previous: null })
    const kids = [stolen.current.kid, stolen.next.kid, stolen.previous.kid]
    for (const kid of kids) expect(ring.find(kid)).toBeNull()
    expect(ring.publicJwks().length).toBe(2)
    expect(verifyToken(ring, KIND, token, NOW)).toBeNull()
    expect(stored(dataDir).secret).toBe(stolen.secret)
  })

  it('leaves the file to its owner, whoever rotates, and nothing beside it', async () => {
    const dataDir = temporaryFolder()
    await openRing(dataDir, { reloadMs: 1_000_000 })
    const isRoot = process.getuid?.() === 0
    const { uid, gid } = isRoot ? { uid: 12_345, gid: 12_346 } : statSync(fileOf(dataDir))
    chownSync(fileOf(dataDir), uid, gid)
    await rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 0 })
    expect(statSync(fileOf(dataDir))).toMatchObject({ uid, gid })
    expect(statSync(fileOf(dataDir)).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['keys.json'])
  })

  it('is made of a folder without keys as well', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    expect(
      await rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 600 }),
    ).toHaveProperty('kid')
  })

  it('by several processes at once loses none, and nobody ever reads half a file', async () => {
    const dataDir = temporaryFolder()
    await openRing(dataDir, { reloadMs: 1_000_000 })
    const before = stored(dataDir)
    let running = 3
    const printed = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = rotatingProcess(dataDir, 15)
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        const reading = readWhile(dataDir, () => running > 0)
        const [code] = await once(child, 'close')
        running -= 1
        await reading
        expect(code).toBe(0)
        return text
      }),
    )
    const rotations = printed
      .flatMap((text) => text.trim().split('\n'))
      .map((line) => JSON.parse(line) as { kid: string; previous: string })
    expect(rotations.length).toBe(45)
    // One chain, without a fork and without a gap: each key came after exactly one other.
    const after = new Map(rotations.map(({ kid, previous }) => [previous, kid]))
    expect(after.size).toBe(45)
    let kid: string = before.current.kid
    for (let step = 0; step < 45; step += 1) kid = after.get(kid) ?? 'a gap'
    expect(kid).toBe(stored(dataDir).current.kid)
    expect(readdirSync(dataDir)).toEqual(['keys.json'])
  })

  it('finds a lock that a crash left behind: it says which, and changes nothing', async () => {
    const dataDir = temporaryFolder()
    await openRing(dataDir, { reloadMs: 1_000_000 })
    const before = stored(dataDir)
    writeFileSync(join(dataDir, 'keys.json.lock'), '')
    await expect(
      rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 0 }),
    ).rejects.toThrow('keys.json.lock')
    expect(stored(dataDir)).toEqual(before)
  })
})

describe('a running ring', () => {
  it('goes on with the keys in memory while the file is broken or gone, and says so once', async () => {
    const dataDir = temporaryFolder()
    const { log, errors, nextError } = listeningLog()
    const ring = await openRing(dataDir, { log })
    const token = mint(ring)
    const good = readFileSync(fileOf(dataDir), 'utf8')
    const faults: [string, () => void][] = [
      ['half a file', () => writeFileSync(fileOf(dataDir), good.slice(0, 200))],
      ['no file', () => rmSync(fileOf(dataDir))],
      ['no keys', () => writeFileSync(fileOf(dataDir), '{}')],
      [
        'another secret',
        () =>
          writeFileSync(
            fileOf(dataDir),
            JSON.stringify({ ...JSON.parse(good), secret: 'A'.repeat(43) }),
          ),
      ],
    ]
    for (const [fault, make] of faults) {
      const told = nextError()
      make()
      await told
      expect(verifyToken(ring, KIND, token, NOW), fault).not.toBeNull()
      expect(mint(ring).split('.')[0], fault).toBe(token.split('.')[0])
    }
    const read = rotation(ring)
    writeFileSync(`${fileOf(dataDir)}.new`, good)
    renameSync(`${fileOf(dataDir)}.new`, fileOf(dataDir))
    await read
    // A file may be met in the middle of being written, so there may be more errors than faults, but not one per look.
    expect(errors.length).toBeGreaterThanOrEqual(4)
    expect(errors.length).toBeLessThanOrEqual(8)
    expect(errors.join()).not.toContain(JSON.parse(good).secret)
  })

  it('tells everybody who asked, and follows the file no more once it is closed', async () => {
    const dataDir = temporaryFolder()
    const ring = await openRing(dataDir)
    const other = await openRing(dataDir)
    let told = 0
    ring.onRotated(() => {
      told += 1
    })
    await rotate(ring, dataDir, {})
    expect(told).toBe(1)
    ring.close()
    const { kid } = ring.current
    await rotate(other, dataDir, {})
    await rotate(other, dataDir, {})
    expect([told, ring.current.kid]).toEqual([1, kid])
  })

  it('is read again once for each change, however often it is looked at', async () => {
    const dataDir = temporaryFolder()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const ring = await openRing(dataDir, { reloadMs: 2000 })
    let told = 0
    ring.onRotated(() => {
      told += 1
    })
    vi.advanceTimersByTime(60_000)
    expect(told).toBe(0)
    await rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 0 })
    vi.advanceTimersByTime(1999)
    expect(told).toBe(0)
    vi.advanceTimersByTime(1)
    expect(told).toBe(1)
    vi.advanceTimersByTime(60_000)
    expect(told).toBe(1)
  })

  it('does not keep a process alive', async () => {
    const { code } = await scriptEnded(OPEN_AND_LEAVE, { env: { DATA_DIR: temporaryFolder() } })
    expect(code).toBe(0)
  })
})

describe('a file of keys', () => {
  it('of the time with a single key keeps key and secret, and what was signed with it counts', async () => {
    const dataDir = temporaryFolder()
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const signing = { ...(await exportJWK(privateKey)), kid: 'the-old-key' }
    const secret = `${'S'.repeat(42)}A`
    writeFileSync(fileOf(dataDir), JSON.stringify({ signing, secret }), { mode: 0o600 })
    expect(listKeys(dataDir)).toEqual([{ kid: 'the-old-key', role: 'current', sinceAt: null }])
    const [ring, second] = await Promise.all([openRing(dataDir), openRing(dataDir)])
    expect(ring.current.kid).toBe('the-old-key')
    expect(ring.secret.toString('base64url')).toBe(secret)
    expect(second.publicJwks()).toEqual(ring.publicJwks())
    expect(stored(dataDir)).toMatchObject({
      current: signing,
      previous: null,
      rotatedAt: null,
      secret,
    })
    expect(statSync(fileOf(dataDir)).mode & 0o777).toBe(0o600)
    const token = mint(ring)
    expect(await rotate(ring, dataDir, {})).toMatchObject({ previous: 'the-old-key' })
    expect(verifyToken(ring, KIND, token, NOW)).not.toBeNull()
  })

  it('that is not ours stops the start and stays as it is', async () => {
    const dataDir = temporaryFolder()
    await openRing(dataDir, { reloadMs: 1_000_000 })
    const good = stored(dataDir)
    const wrong = [
      '',
      'null',
      '[]',
      '{}',
      '{"signing":{}}',
      JSON.stringify({ ...good, current: undefined }),
      JSON.stringify({ ...good, next: null }),
      JSON.stringify({ ...good, previous: undefined }),
      JSON.stringify({ ...good, secret: 'short' }),
      JSON.stringify({ ...good, rotatedAt: 'yesterday' }),
      JSON.stringify({ ...good, current: { ...good.current, d: undefined } }),
      JSON.stringify({ ...good, current: { ...good.current, kid: undefined } }),
      JSON.stringify({ ...good, current: { ...good.current, x: good.current.y } }),
      JSON.stringify({ ...good, next: { ...good.next, crv: 'P-384' } }),
    ]
    for (const text of wrong) {
      writeFileSync(fileOf(dataDir), text)
      const opening = openKeyRing(dataDir, { reloadMs: 5, log: { info() {}, error() {} } })
      await expect(opening, text).rejects.toThrow('does not hold Couchlink')
      await expect(
        rotateKeys(dataDir, { now: NOW, dropOld: true, overlapSeconds: 0 }),
        text,
      ).rejects.toThrow('does not hold Couchlink')
      expect(readFileSync(fileOf(dataDir), 'utf8')).toBe(text)
    }
  })

  it('is listed by kid and role, without a key; a folder that has none stays as it is', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    expect(listKeys(dataDir)).toEqual([])
    expect(existsSync(dataDir)).toBe(false)
    await rotateKeys(dataDir, { now: NOW, dropOld: false, overlapSeconds: 0 })
    const { next, current, previous } = stored(dataDir)
    expect(listKeys(dataDir)).toEqual([
      { kid: next.kid, role: 'next', sinceAt: NOW },
      { kid: current.kid, role: 'current', sinceAt: NOW },
      { kid: previous.kid, role: 'previous', sinceAt: NOW },
    ])
  })

  it('that others may read is for its owner again after a rotation', async () => {
    const dataDir = temporaryFolder()
    await openRing(dataDir, { reloadMs: 1_000_000 })
    chmodSync(fileOf(dataDir), 0o644)
    await rotateKeys(dataDir, { now: NOW, dropOld: true, overlapSeconds: 0 })
    expect(statSync(fileOf(dataDir)).mode & 0o777).toBe(0o600)
  })
})

const ROOT = new URL('../../..', import.meta.url).pathname
const OPEN_AND_LEAVE = `
import { openKeyRing } from '${ROOT}server/credentials/keys.ts'
await openKeyRing(process.env.DATA_DIR, { reloadMs: 5, log: console })
`

const MAKE_MANY = `
import { newPrivateKey } from '${ROOT}server/credentials/p256.ts'
for (let made = 0; made < 8000; made += 1) newPrivateKey()
`

/** What becomes of a script in a process of its own. */
function scriptEnded(
  script: string,
  { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> },
): Promise<{ code: number | null }> {
  const node = [...flags, '--import', 'tsx', '--conditions=source', '--input-type=module']
  return ended(
    spawn(process.execPath, [...node, '-e', script], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
}

function rotatingProcess(dataDir: string, times: number) {
  const script = new URL('rotating-process.ts', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', script, dataDir, String(times)],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null }> {
  onTestFinished(() => void child.kill('SIGKILL'))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code }
}

/** Reads the file over and over; each time it must be whole. */
async function readWhile(dataDir: string, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    expect(stored(dataDir)).toHaveProperty('secret')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
