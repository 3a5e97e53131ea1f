import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'

import { makeKey } from '../support/app.ts'
import { type Answer, answerOf } from '../support/tv.ts'
import { expectOAuthError, type House, meetAt, openHouse, SECRETS } from './house.ts'

/** Another process that has the same database open: a backup, an operator's shell. */
function outsider(house: House): Database.Database {
  const database = new Database(join(house.dataDir, 'couchlink.db'), { timeout: 1000 })
  onTestFinished(() => void database.close())
  return database
}

/** Holds the one write lock while something is tried. */
async function whileLocked(house: House, attempt: () => Promise<Answer>): Promise<Answer> {
  const database = outsider(house)
  database.exec('begin immediate')
  try {
    return await attempt()
  } finally {
    database.exec('rollback')
  }
}

/** Faults inside the transaction that exchanges a code: where, and what SQLite is told to do there. */
const FAULTS = {
  'while the code is marked used': `
    create trigger fault before update on link_requests when new.state = 'redeemed'
    begin select raise(abort, 'injected'); end`,
  'after the code is marked used': `
    create trigger fault after update on link_requests when new.state = 'redeemed'
    begin select raise(fail, 'injected'); end`,
  'while the grant is made': `
    create trigger fault before insert on grants begin select raise(abort, 'injected'); end`,
  'at the commit': `
    create table faults (id text references accounts(account_id) deferrable initially deferred);
    create trigger fault after insert on grants begin insert into faults values ('nobody'); end`,
  'with a rollback by the database itself': `
    create trigger fault after insert on grants begin select raise(rollback, 'injected'); end`,
}

/** No token, no detail, and a status that says it was us. */
function expectBroken(answer: Answer, what: string): void {
  expectOAuthError(answer, 500, 'server_error', what)
  expect(Object.keys(answer.body).sort(), what).toEqual(['error', 'error_description'])
  expect(JSON.stringify(answer.body), what).not.toMatch(/injected|sqlite|trigger|constraint/i)
}

describe('an exchange for tokens', () => {
  it('TK13 lets one of many through: with a key its tokens stand', async () => {
    const house = await openHouse()
    const key = await makeKey()
    const { store } = house.parts
    // With a refresh token and without: there a unique row, here nothing but the one write decides.
    for (const name of ['app', 'no-refresh', 'app', 'no-refresh'] as const) {
      const app = house.app(name, { key })
      const { device_code } = await house.approved(app)
      meetAt(house, 'linkByDeviceCode', 10)
      const answers = await Promise.all(Array.from({ length: 10 }, () => app.poll(device_code)))
      house.parts.store = store
      const won = answers.filter(({ status }) => status === 200)
      expect(won).toHaveLength(1)
      for (const answer of answers.filter((each) => each !== won[0])) {
        expectOAuthError(answer, 400, 'invalid_grant')
      }
      expect((await house.hello(app, String(won[0]?.body['access_token']))).status).toBe(200)
    }
  })

  it('TK13 lets at most one of many through: without a key nobody keeps anything', async () => {
    const house = await openHouse()
    const app = house.app()
    for (let round = 0; round < 10; round += 1) {
      const { device_code } = await house.approved(app)
      const answers = await Promise.all(Array.from({ length: 10 }, () => app.poll(device_code)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expectOAuthError(await app.poll(device_code), 400, 'invalid_grant')
      for (const { status, body } of answers) {
        if (status !== 200) continue
        expect((await house.hello(app, String(body['access_token']))).status).toBe(401)
      }
    }
  })

  it('TK13 lets one of many refreshes through, and all of one holder get the same', async () => {
    const house = await openHouse()
    const app = house.app('backend', { secret: SECRETS.backend })
    const { refresh_token = '' } = await house.signedIn(app)
    meetAt(house, 'grantById', 10)
    const many = Array.from({ length: 10 }, () => app.tokens(app.refresh(refresh_token)))
    const answers = await Promise.all(many)
    expect(new Set(answers.map((tokens) => tokens.refresh_token)).size).toBe(1)
    expect((await app.refresh(answers[0]?.refresh_token ?? '')).status).toBe(200)
  })

  it('TK13 lets at most one of many refreshes through where nobody is the holder, and ends all', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', access_token } = await house.signedIn(app)
    meetAt(house, 'grantById', 10)
    const many = Array.from({ length: 10 }, () => app.refresh(refresh_token))
    const answers = await Promise.all(many)
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
    expect((await house.hello(app, access_token)).status).toBe(401)
    for (const { body } of answers) {
      if (body['refresh_token'] === undefined) continue
      expectOAuthError(await app.refresh(String(body['refresh_token'])), 400, 'invalid_grant')
    }
  })

  it('TK7 and TK14 that finds the database locked keeps the code: come back later', async () => {
    const house = await openHouse()
    const app = house.app()
    const { device_code } = await house.approved(app)
    for (const _ of [1, 2]) {
      const answer = await whileLocked(house, () => app.poll(device_code))
      expectOAuthError(answer, 503, 'temporarily_unavailable')
    }
    expect((await app.poll(device_code)).status).toBe(200)
  })

  it('TK14 that finds the database locked keeps link requests, refresh tokens and grants', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', access_token } = await house.signedIn(app)
    const locked = (attempt: () => Promise<Answer>) => whileLocked(house, attempt)
    expectOAuthError(await locked(() => app.ask()), 503, 'temporarily_unavailable')
    expectOAuthError(await locked(() => app.refresh(refresh_token)), 503, 'temporarily_unavailable')
    expectOAuthError(await locked(() => app.revoke(refresh_token)), 503, 'temporarily_unavailable')
    expect((await locked(() => house.hello(app, access_token))).status, 'reading goes on').toBe(200)
    const next = await app.tokens(app.refresh(refresh_token))
    expect((await app.revoke(next.refresh_token ?? '')).status).toBe(200)
    expect((await house.hello(app, access_token)).status).toBe(401)
  })

  it.each(Object.entries(FAULTS))(
    'TK14 that breaks %s gives no token and keeps the code',
    async (what, sql) => {
      const house = await openHouse()
      const app = house.app()
      const { device_code } = await house.approved(app)
      const database = outsider(house)
      database.exec(sql)
      for (const _ of [1, 2]) expectBroken(await app.poll(device_code), what)
      expect(database.prepare('select count(*) as n from grants').get()).toEqual({ n: 0 })
      database.exec('drop trigger fault')
      const tokens = await app.tokens(app.poll(device_code))
      expect((await house.hello(app, tokens.access_token)).status).toBe(200)
    },
  )

  it('TK14 that breaks while a refresh token is replaced keeps the old one', async () => {
    const house = await openHouse()
    const app = house.app()
    const { refresh_token = '', access_token } = await house.signedIn(app)
    const database = outsider(house)
    database.exec(
      `create trigger fault before update on grants begin select raise(abort, 'injected'); end`,
    )
    for (const _ of [1, 2]) expectBroken(await app.refresh(refresh_token), 'refresh')
    database.exec('drop trigger fault')
    expect((await house.hello(app, access_token)).status).toBe(200)
    expect((await app.refresh(refresh_token)).status).toBe(200)
  })

  it('TK14 that breaks while a link request is made or approved decides nothing', async () => {
    const house = await openHouse()
    const app = house.app()
    const link = await app.begin()
    const database = outsider(house)
    database.exec(`
      create trigger fault before insert on link_requests begin select raise(abort, 'injected'); end;
      create trigger other before insert on bindings begin select raise(abort, 'injected'); end`)
    expectBroken(await app.ask(), 'ask')
    const ann = await house.phoneOf('ann')
    const { status, body } = await ann.approve(link.handle)
    expect([status, body['code']]).toEqual([500, 'internal_error'])
    expect(JSON.stringify(body)).not.toContain('injected')
    expectOAuthError(await app.poll(link.device_code), 400, 'authorization_pending')
    database.exec('drop trigger fault; drop trigger other')
    expect((await ann.approve(link.handle)).status).toBe(200)
    expect((await app.poll(link.device_code)).status).toBe(200)
    const health = await answerOf(await fetch(`${house.url}/readyz`))
    expect(health.status).toBe(200)
  })
})
