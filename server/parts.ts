import { randomBytes } from 'node:crypto'

import type { Config } from './config.ts'
import { AccessTokens } from './credentials/access-token.ts'
import { DeviceAssertions } from './credentials/device-assertion.ts'
import { type Keys, loadKeys } from './credentials/keys.ts'
import { NoticeTokens } from './credentials/notice-token.ts'
import { Passwords } from './credentials/passwords.ts'
import type { Parts } from './flow/parts.ts'
import type { Logger } from './log.ts'
import { createEmbeddedBroker, type EmbeddedBroker } from './mqtt/embedded-broker.ts'
import { applySeeds } from './seeds.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { UnderWay } from './trust/under-way.ts'

/** What lies outside the process, and may be replaced by a test. */
export interface Outside {
  log: Logger
  /** Epoch seconds. Default: the system's clock. */
  now?: () => number
  /** Random bytes. Default: the system's. */
  random?: (bytes: number) => Buffer
}

/** The parts of the story, and the two that only the process itself needs. */
export interface AllParts {
  parts: Parts
  keys: Keys
  broker: EmbeddedBroker
}

/** Makes every part from the configuration, the seeds among them. */
export async function makeParts(config: Config, outside: Outside): Promise<AllParts> {
  const { log, now = systemClock, random = randomBytes } = outside
  const randomId = () => random(16).toString('base64url')
  const issuer = config.publicUrl ?? 'urn:couchlink'
  const { tokens } = config

  const keys = await loadKeys(config.dataDir)
  const store = await openSqliteStore({
    dataDir: config.dataDir,
    busyTimeoutMs: config.store.busyTimeoutMs,
  })
  const { devicesWithoutAccount } = await applySeeds(store, config, randomId, now())
  for (const deviceId of devicesWithoutAccount) {
    log.warn({ deviceId }, 'config.json lists a device for an account that does not exist.')
  }
  const minted = { keys, issuer, now, randomId }
  const noticeTokens = new NoticeTokens({ ...minted, ttlSeconds: tokens.noticesTtlSeconds })
  const broker = await createEmbeddedBroker({
    config: config.mqtt,
    verifyToken: (token) => noticeTokens.verify(token),
    now,
    randomId,
    log,
  })
  const parts: Parts = {
    config,
    store,
    notifier: broker,
    noticeTokens,
    accessTokens: new AccessTokens({
      ...minted,
      ttlSeconds: tokens.accessTtlSeconds,
      cacheEntries: tokens.cacheEntries,
    }),
    assertions: new DeviceAssertions({
      maxSeconds: tokens.assertionMaxSeconds,
      clockToleranceSeconds: tokens.clockToleranceSeconds,
      cacheEntries: tokens.cacheEntries,
      now,
    }),
    passwords: new Passwords(config.passwords),
    underWay: new UnderWay(),
    secret: keys.secret,
    now,
    randomId,
    randomSecret: () => random(32).toString('base64url'),
    log,
  }
  return { parts, keys, broker }
}

function systemClock(): number {
  return Math.floor(Date.now() / 1000)
}
