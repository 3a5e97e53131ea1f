import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'

import { Phone } from '../support/phone.ts'
import { freePort } from '../support/process.ts'
import { startServer } from '../support/server.ts'
import { type Answer, answerOf, Tv } from '../support/tv.ts'

const ELIZA = { username: 'eliza', password: 'Senza2024' }
const EXAMPLE = new URL('../../docs/examples/other-service.mjs', import.meta.url).pathname

/** The example of docs/tokens.md, as its reader starts it. */
async function startService(couchlink: string): Promise<string> {
  const port = await freePort()
  const child = spawn(process.execPath, [EXAMPLE], {
    env: { ...process.env, NODE_OPTIONS: '', COUCHLINK: couchlink, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  await once(child.stdout, 'data')
  return `http://127.0.0.1:${port}`
}

/** The TV calls the service with its token and a proof of this call. */
async function callService(tv: Tv, service: string): Promise<Answer> {
  const url = `${service}/profile`
  const dpop = await tv.proof({ htm: 'GET', htu: url })
  return answerOf(await fetch(url, { headers: { authorization: `DPoP ${tv.token}`, dpop } }))
}

describe('another service of the operator', () => {
  it('learns from a bound TV’s token whose TV it is, and from no other token', async () => {
    const server = await startServer()
    const service = await startService(server.url)
    const tv = await Tv.boot(server.url)
    expect((await callService(tv, service)).status).toBe(403)

    const { handle } = await tv.requestLink()
    await new Phone(server.url).approve(handle, ELIZA)
    await tv.askToken()
    const account = await server.parts.store.accountByUsername('eliza')
    const answer = await callService(tv, service)
    expect([answer.status, answer.body]).toEqual([200, { account: account?.accountId }])

    const thief = await Tv.make(server.url)
    thief.token = tv.token
    expect((await callService(thief, service)).status).toBe(401)
    const bearer = { authorization: `Bearer ${tv.token}` }
    expect((await fetch(`${service}/profile`, { headers: bearer })).status).toBe(401)

    await tv.goodbye()
    expect((await tv.hello()).body['code']).toBe('device_not_bound')
    await tv.askToken()
    expect((await callService(tv, service)).status).toBe(403)
  })
})
