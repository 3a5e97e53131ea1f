import { onTestFinished } from 'vitest'

import type {
  PhoneClient,
  PhoneClientOptions,
  PhoneKeyHolder,
} from '../../phone-web/client/couchlink-phone.ts'
import { makePhoneClient, makeWebPhoneKey } from '../../phone-web/client/couchlink-phone.ts'
import type { CouchlinkClient, PayloadOutcome } from '../../tv-app/client/couchlink-tv.ts'
import {
  loadMqtt,
  loadP256,
  loadUnseal,
  makeCouchlinkClient,
  takePayloads,
} from '../../tv-app/client/couchlink-tv.ts'
import { Issuer } from '../server/outside/issuer.ts'
import { accounts, runningClock, startServer, type TestServer } from '../support/server.ts'

/** An operator's house: Couchlink, and beside it the provider where the people of its phone app are signed in. */
export interface House {
  server: TestServer
  issuer: Issuer
  /** A token of that provider for one of its people. */
  tokenOf(username: string): Promise<string>
}

export async function house(settings: object = {}): Promise<House> {
  const issuer = await Issuer.start()
  const server = await startServer(
    {
      accounts: await accounts('dora', 'bob'),
      accountIssuers: [{ issuer: issuer.url, audience: 'couchlink', claim: 'preferred_username' }],
      ...settings,
    },
    { clock: runningClock() },
  )
  const tokenOf = (username: string) =>
    issuer.sign({
      iss: issuer.url,
      aud: 'couchlink',
      sub: `person-${username}`,
      preferred_username: username,
      exp: server.clock.now + 300,
    })
  return { server, issuer, tokenOf }
}

/** An app's television that takes payloads, on couchlink/tv; it ends with the test. */
export function tvApp(base: string): {
  client: CouchlinkClient
  taken: PayloadOutcome[]
  isListening: () => boolean
} {
  const taken: PayloadOutcome[] = []
  let listens = false
  const client = makeCouchlinkClient({
    base,
    describe: { name: 'Kitchen', model: 'Other app' },
    givenKey: null,
    platformAssertion: null,
    payloads: takePayloads({ loadUnseal, take: (outcome) => void taken.push(outcome) }),
    loadP256,
    loadMqtt,
    onMessage: null,
    onNudge: () => void client.hello(),
    // What was said before the line was up nobody heard on it.
    onLine(up) {
      listens = up
      if (up) void client.hello()
    },
  })
  onTestFinished(() => client.close())
  return { client, taken, isListening: () => listens }
}

/** Its code on the screen: the handle in it. */
export async function shownHandle(client: CouchlinkClient): Promise<string> {
  const asked = await client.requestLink()
  if (asked.kind !== 'link') throw new Error(asked.kind)
  return new URL(asked.link.qr).hash.slice(1)
}

/** The operator's phone app, on couchlink/phone. */
export function phoneApp(base: string, how: Omit<PhoneClientOptions, 'base'> = {}): PhoneClient {
  return makePhoneClient({ base, ...how })
}

/** A key as a phone keeps it, for as long as the test. */
export async function phoneKey(): Promise<PhoneKeyHolder> {
  const add = async (_name: string, pair: CryptoKeyPair) => pair
  const key = await makeWebPhoneKey('this phone', { get: async () => null, add })
  if (key === null) throw new Error('There is WebCrypto in Node.')
  return key
}
