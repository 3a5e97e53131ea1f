import { describe, expect, it } from 'vitest'

import { Phone } from '../../support/phone.ts'
import { startServer, temporaryFolder } from '../../support/server.ts'
import { Tv } from '../../support/tv.ts'
import { atTerminal, couchlink, couchlinkHere, couchlinkJson } from './command.ts'

const PASSWORD = 'correct horse battery'

interface Listed {
  accountId: string
  username: string
  name: string
  color: string
  devices: number
  sessions: number
  demo: boolean
  disabled: boolean
}

describe('couchlink accounts add', () => {
  it('makes an account that signs in to a server that is running', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    const args = ['accounts', 'add', 'Dora', '--name', 'Dora D.', '--color', '#F2A65A']
    const { code, out, err } = await couchlink(args, { env, input: `${PASSWORD}\n` })
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('dora')
    const answer = await new Phone(server.url).signIn('DORA', PASSWORD)
    expect([answer.status, answer.body['name'], answer.body['color']]).toEqual([
      200,
      'Dora D.',
      '#F2A65A',
    ])
  })

  it('ends the demo account, and what it makes outlives a restart', async () => {
    const first = await startServer()
    expect((await new Phone(first.url).signIn('eliza', 'Senza2024')).status).toBe(200)
    const env = { DATA_DIR: first.dataDir }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    expect((await new Phone(first.url).signIn('eliza', 'Senza2024')).status).toBe(401)
    await first.close()
    const second = await startServer({}, { dataDir: first.dataDir })
    expect((await new Phone(second.url).signIn('eliza', 'Senza2024')).status).toBe(401)
    expect((await new Phone(second.url).signIn('dora', PASSWORD)).status).toBe(200)
  })

  it('may take the name of the demo account', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['accounts', 'add', 'eliza'], { env, input: PASSWORD })
    expect((await new Phone(server.url).signIn('eliza', 'Senza2024')).status).toBe(401)
    expect((await new Phone(server.url).signIn('eliza', PASSWORD)).status).toBe(200)
  })

  it('prints one JSON value, with a name and a colour of its own choice', async () => {
    const made = await couchlinkJson<Listed>(['accounts', 'add', 'dora'], { input: PASSWORD })
    expect(made).toEqual({
      accountId: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      username: 'dora',
      name: 'Dora',
      color: expect.stringMatching(/^#[0-9A-F]{6}$/),
    })
  })

  it('refuses a name that is taken with 4, in any spelling, before it asks for a password', async () => {
    const env = { DATA_DIR: temporaryFolder() }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const { code, out, err } = await couchlink(['accounts', 'add', 'DoRa'], { env, open: true })
    expect([code, out]).toEqual([4, ''])
    expect(err).toContain('dora is taken')
  })

  it('makes nothing of a password that is given as an argument', async () => {
    const env = { DATA_DIR: temporaryFolder() }
    const args = ['accounts', 'add', 'dora', 'hunter2hunter2']
    const { code, out } = await couchlink(args, { env, input: PASSWORD })
    expect([code, out]).toEqual([2, ''])
    expect(await couchlinkJson(['accounts', 'list'], { env })).toEqual([])
  })
})

describe('couchlink accounts list', () => {
  it('is empty on a fresh data folder', async () => {
    expect(await couchlinkJson(['accounts', 'list'])).toEqual([])
    const { code, out } = await couchlinkHere(['accounts', 'list'])
    expect(code).toBe(0)
    expect(out).toContain('No accounts yet')
  })

  it('aligns its columns, and counts TVs and phones', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['accounts', 'add', 'a.very.long.user.name', '--name', 'Émile'], {
      env,
      input: PASSWORD,
    })
    await couchlinkJson(['accounts', 'add', 'bo', '--color', '#123456'], { env, input: PASSWORD })
    await couchlinkJson(['accounts', 'disable', 'bo'], { env })
    await boundTv(server.url, 'a.very.long.user.name')
    const { out } = await couchlink(['accounts', 'list'], { env })
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^USERNAME {15}NAME {3}COLOR {4}TVS {2}PHONES {2}STATE$/)
    expect(lines[1]).toMatch(
      /^a\.very\.long\.user\.name {2}Émile {2}#[0-9A-F]{6} {4}1 {7}1 {2}active$/,
    )
    expect(lines[2]).toMatch(/^bo {21}Bo {5}#123456 {4}0 {7}0 {2}disabled$/)
    expect(lines).toHaveLength(3)
    const listed = await couchlinkJson<Listed[]>(['accounts', 'list'], { env })
    expect(
      listed.map(({ username, devices, sessions, disabled }) => ({
        username,
        devices,
        sessions,
        disabled,
      })),
    ).toEqual([
      { username: 'a.very.long.user.name', devices: 1, sessions: 1, disabled: false },
      { username: 'bo', devices: 0, sessions: 0, disabled: true },
    ])
    expect(JSON.stringify(listed)).not.toContain('argon2')
  })
})

describe('couchlink accounts passwd', () => {
  it('sets a new password, signs phones out and leaves the TV', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const { tv, phone } = await boundTv(server.url, 'dora')
    const { code } = await couchlink(['accounts', 'passwd', 'Dora'], {
      env,
      input: 'another secret',
    })
    expect(code).toBe(0)
    expect((await phone.send('GET', '/session')).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', PASSWORD)).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', 'another secret')).status).toBe(200)
    expect((await tv.hello()).body.name).toBe('Dora')
  })

  it('of nobody ends with 3, before it asks for a password', async () => {
    const { code, err } = await couchlink(['accounts', 'passwd', 'nobody'], { open: true })
    expect(code).toBe(3)
    expect(err).toContain('no account nobody')
  })
})

describe('couchlink accounts disable', () => {
  it('shuts an account out at once, and enable lets it in again with its TVs', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const { tv, phone } = await boundTv(server.url, 'dora')
    expect(await couchlinkJson(['accounts', 'disable', 'DORA'], { env })).toEqual({
      username: 'dora',
      disabled: true,
    })
    expect((await tv.hello()).status).toBe(401)
    expect((await phone.send('GET', '/session')).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', PASSWORD)).status).toBe(401)
    expect((await couchlink(['accounts', 'disable', 'dora'], { env })).code).toBe(0)

    expect(await couchlinkJson(['accounts', 'enable', 'dora'], { env })).toEqual({
      username: 'dora',
      disabled: false,
    })
    expect((await tv.hello()).body.name).toBe('Dora')
    expect((await new Phone(server.url).signIn('dora', PASSWORD)).status).toBe(200)
  })

  it.each(['disable', 'enable'])('%s of nobody ends with 3', async (verb) => {
    expect((await couchlinkHere(['accounts', verb, 'nobody'])).code).toBe(3)
  })
})

describe('couchlink accounts delete', () => {
  it('deletes an account with all it has, and says when it was the last', async () => {
    const server = await startServer()
    const env = { DATA_DIR: server.dataDir }
    await couchlinkJson(['accounts', 'add', 'bo'], { env, input: PASSWORD })
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const { tv } = await boundTv(server.url, 'dora')
    expect(await couchlinkJson(['accounts', 'delete', 'Dora', '--yes'], { env })).toEqual({
      username: 'dora',
      deleted: true,
    })
    expect((await tv.hello()).status).toBe(401)
    expect((await new Phone(server.url).signIn('dora', PASSWORD)).status).toBe(401)
    const last = await couchlink(['accounts', 'delete', 'bo', '--yes', '--json'], { env })
    expect(JSON.parse(last.out)).toEqual({ username: 'bo', deleted: true })
    expect(last.err).toContain('demo account')
  })

  it.each([
    ['yes\r', true],
    ['\r', false],
    ['no\r', false],
    ['\u0004', false],
  ])('asks at a terminal, and %j means: delete %s', async (answer, deleted) => {
    const env = { DATA_DIR: temporaryFolder() }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const args = ['accounts', 'delete', 'dora']
    const { code, shown } = await atTerminal(args, [['to do it: ', answer]], env)
    expect(code).toBe(deleted ? 0 : 4)
    expect(shown).toContain(deleted ? 'is deleted with all' : 'Nothing was deleted')
    expect(await couchlinkJson(['accounts', 'list'], { env })).toHaveLength(deleted ? 0 : 1)
  })

  it('without a terminal needs --yes', async () => {
    const env = { DATA_DIR: temporaryFolder() }
    await couchlinkJson(['accounts', 'add', 'dora'], { env, input: PASSWORD })
    const { code, err } = await couchlink(['accounts', 'delete', 'dora'], { env, input: 'yes\n' })
    expect(code).toBe(2)
    expect(err).toContain('--yes')
    expect(await couchlinkJson(['accounts', 'list'], { env })).toHaveLength(1)
  })

  it('of nobody ends with 3, without asking', async () => {
    expect((await couchlinkHere(['accounts', 'delete', 'nobody', '--yes'])).code).toBe(3)
    expect((await atTerminal(['accounts', 'delete', 'nobody'], [])).code).toBe(3)
  })
})

describe('couchlink accounts hash', () => {
  it('makes a hash that signs in from config.json', async () => {
    const { code, out } = await couchlink(['accounts', 'hash'], {
      input: `${PASSWORD}\n`,
      env: { COUCHLINK_PASSWORDS_MEMORY_KIB: '19456', COUCHLINK_PASSWORDS_ITERATIONS: '2' },
    })
    expect(code).toBe(0)
    expect(out).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$\S+\n$/)
    const server = await startServer({
      accounts: { Dora: { name: 'Dora', color: '#AABBCC', password: out.trim() } },
    })
    expect((await new Phone(server.url).signIn('dora', PASSWORD)).status).toBe(200)
  })

  it('needs no database', async () => {
    const { hash } = await couchlinkJson<{ hash: string }>(['accounts', 'hash'], {
      input: PASSWORD,
      env: { DATA_DIR: '/dev/null/data' },
    })
    expect(hash).toMatch(/^\$argon2id\$/)
  })
})

/** A TV of this account, and the phone that bound it. */
async function boundTv(url: string, username: string): Promise<{ tv: Tv; phone: Phone }> {
  const tv = await Tv.boot(url)
  const { handle } = await tv.requestLink()
  const phone = new Phone(url)
  await phone.approve(handle, { username, password: PASSWORD })
  if ((await tv.hello()).status !== 200) throw new Error('The TV was not bound.')
  return { tv, phone }
}
