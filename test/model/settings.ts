import { hash } from '@node-rs/argon2'

import { hashClientSecret } from '../../server/credentials/client-secret.ts'
import type { AccountRecord, Store } from '../../server/store/store.ts'
import { ADDRESSES, APPS, PEOPLE, type Person, passwordOf, TIMES } from './cast.ts'

/** Above what any sequence reaches: budgets and crowds have tests of their own, and here they would end the story. */
const PLENTY = 1_000_000

/** What config.json would say. Times and rules are the defaults. */
export const SETTINGS = {
  clients: Object.fromEntries(
    Object.entries(APPS).map(([clientId, { refreshes, otherNetwork, secret }]) => [
      clientId,
      {
        name: clientId,
        otherNetwork,
        grants: refreshes ? ['device_code', 'refresh_token'] : ['device_code'],
        ...(secret === null ? {} : { secret: hashClientSecret(secret) }),
      },
    ]),
  ),
  passwords: { memoryKib: 8, iterations: 1 },
  link: { perDevice: PLENTY, newDevicesPerHour: PLENTY, clientLinksPerHour: PLENTY },
  budgets: {
    signInMisses: PLENTY,
    strangerMissesPerHour: PLENTY,
    codeMissesPerAccount: PLENTY,
    codeMissesPerNetwork: PLENTY,
    codeMissesInAll: PLENTY,
  },
  home: { crowd: PLENTY },
  passkeys: { usedChallenges: PLENTY },
  phoneKeys: { perAccount: PLENTY },
  tokens: { usedIds: PLENTY },
  // Where only one side's country is known, that is nobody's fault here.
  risk: { countryHeader: 'CF-IPCountry', unknownCountry: 'allow', listed: [ADDRESSES.exit] },
  // Time passes by years: here phones stay signed in, and only steps clear away.
  sessions: { ttlSeconds: 3650 * TIMES.day },
  store: { sweepSeconds: TIMES.day },
}

const HASHES = new Map<Person, string>()
for (const person of PEOPLE) {
  const cheapest = { memoryCost: 8, timeCost: 1, parallelism: 1 }
  HASHES.set(person, await hash(passwordOf(person), cheapest))
}

/** A person's account as the operator adds it. */
export function accountRecord(person: Person, accountId: string): AccountRecord {
  const passwordHash = HASHES.get(person) ?? ''
  const flags = { demo: false, disabled: false }
  return { accountId, username: person, name: person, color: '#CCCDFD', passwordHash, ...flags }
}

/** What is cleared away at this moment, by the defaults of the configuration. */
export function sweepLimits(now: number): Parameters<Store['sweep']>[0] {
  return {
    now,
    endedBefore: now - TIMES.endedKept,
    boundBefore: now - TIMES.endedKept - TIMES.linkInAll - TIMES.accessToken,
    unseenBefore: now - TIMES.day,
    placesBefore: now - TIMES.placeKept,
    batch: 500,
  }
}

/** Every table that fills, the ones that others refer to last. */
export const TABLES = [
  'grants',
  'bindings',
  'link_requests',
  'sessions',
  'passkeys',
  'phone_keys',
  'places',
  'takeovers',
  'devices',
  'misses',
  'accounts',
]
