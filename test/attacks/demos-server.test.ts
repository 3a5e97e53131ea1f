import { request } from 'node:http'
import { expect, test } from 'vitest'

import { rotateKeys } from '../../server/credentials/keys.ts'
import { Phone } from '../support/phone.ts'
import { startServer, type TestServer, temporaryFolder } from '../support/server.ts'
import { annsTv, openHouse, ownerOf, tvOf } from './house.ts'

/** A GET that says by which name it came; fetch lets nobody choose that. */
function named(server: TestServer, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { port: server.port, host: '127.0.0.1', path, headers: { host }, agent: false },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    asked.once('error', reject)
    asked.end()
  })
}

test('E-7: neither a header nor the address we listen on makes the QR lead elsewhere', async () => {
  const server = await openHouse({ publicUrl: 'http://192.168.7.7:8080' })
  const tv = await tvOf(server)
  tv.headers = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  }
  const { verification_uri, verification_uri_complete, notices } = await tv.requestLink()
  expect(verification_uri).toBe('http://192.168.7.7:8080/link')
  expect(verification_uri_complete).toMatch(/^http:\/\/192\.168\.7\.7:8080\/L#/)
  expect(notices.url).toBe('ws://192.168.7.7:8080/mqtt')

  const unnamed = await openHouse()
  expect(await named(unnamed, 'evil.example', '/session')).toBe(421)
})

test('E-8: a restart gives no guesser a fresh start', async () => {
  const dataDir = temporaryFolder()
  const before = await startServer({}, { dataDir })
  for (let miss = 0; miss < 5; miss += 1) {
    const { status } = await new Phone(before.url).signIn('eliza', `guess-${miss}`)
    expect(status).toBe(401)
  }
  await before.close()
  const after = await startServer({}, { dataDir, clock: before.clock })
  expect((await new Phone(after.url).signIn('eliza', 'Senza2024')).status).toBe(429)
})

test('E-9: a signing key that leaked is put out of service, and no TV has to be signed in again', async () => {
  const server = await openHouse({ tokens: { keysReloadMs: 1 } })
  const tv = await annsTv(server)
  const leaked = await published(server)
  // As `couchlink keys rotate --now` does.
  await rotateKeys(server.dataDir, { now: server.clock.now, dropOld: true, overlapSeconds: 0 })
  await expect.poll(() => published(server)).not.toEqual(leaked)
  expect((await published(server)).filter((kid) => leaked.includes(kid))).toEqual([])
  expect((await tv.hello()).status).toBe(401)
  expect((await tv.askToken()).status).toBe(200)
  expect(await ownerOf(tv)).toBe('Ann')
})

async function published(server: TestServer): Promise<string[]> {
  const answer = await fetch(`${server.url}/.well-known/jwks.json`)
  const { keys } = (await answer.json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
