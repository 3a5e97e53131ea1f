import { randomBytes } from 'node:crypto'

import type { Config } from './config.ts'
import { AccessTokens } from './credentials/access-token.ts'
import { AccountTokens } from './credentials/account-token.ts'
import { Approvals } from './credentials/approval.ts'
import { BoundedMap } from './credentials/bounded-map.ts'
import { ClientTokens } from './credentials/client-token.ts'
import { DeviceAssertions } from './credentials/device-assertion.ts'
import { Proofs } from './credentials/dpop.ts'
import { type KeyRing, openKeyRing } from './credentials/keys.ts'
import { MediaTokens } from './credentials/media-token.ts'
import { NoticeTokens } from './credentials/notice-token.ts'
import { Passkeys } from './credentials/passkeys.ts'
import { Passwords } from './credentials/passwords.ts'
import { Presence } from './flow/device/presence.ts'
import type { Parts } from './flow/parts.ts'
import { type CatalogueSource, configuredCatalogue } from './flow/watch/catalogue-source.ts'
import type { Logger } from './log.ts'
import { bothWays } from './mqtt/both-ways.ts'
import { createEmbeddedBroker, type EmbeddedBroker } from './mqtt/embedded-broker.ts'
import type { Notifier } from './mqtt/notifier.ts'
import { IssuerKeys } from './outside/issuer-keys.ts'
import { OpenIdProvider } from './outside/openid-provider.ts'
import { OperatorCatalogue } from './outside/operator-catalogue.ts'
import { SenzaMessages } from './outside/senza-messages.ts'
import { applySeeds } from './seeds.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { subnets } from './trust/network.ts'
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
  keys: KeyRing
  broker: EmbeddedBroker
}

/** Makes every part from the configuration, the seeds among them. */
export async function makeParts(config: Config, outside: Outside): Promise<AllParts> {
  const { log, now = systemClock, random = pooledBytes } = outside
  const randomId = () => random(16).toString('base64url')
  const { tokens } = config

  const keys = await openKeyRing(config.dataDir, { reloadMs: tokens.keysReloadMs, log })
  const store = await openSqliteStore({
    dataDir: config.dataDir,
    busyTimeoutMs: config.store.busyTimeoutMs,
  })
  const { devicesWithoutAccount } = await applySeeds(store, config, randomId, now())
  for (const deviceId of devicesWithoutAccount) {
    log.warn({ deviceId }, 'config.json lists a device for an account that does not exist.')
  }
  const noticeTokens = new NoticeTokens({
    keys,
    issuer: config.publicUrl ?? 'urn:couchlink',
    ttlSeconds: tokens.noticesTtlSeconds,
    now,
    randomId,
  })
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
    notifier: notifierOf(config, broker, { log, now }),
    noticeTokens,
    mediaTokens: new MediaTokens({
      keys,
      issuer: config.publicUrl,
      now,
      randomId,
    }),
    catalogue: catalogueOf(config, { log, now }),
    ...verifiers(config, keys, { log, now, randomId }),
    passwords: new Passwords(config.passwords),
    passkeys: new Passkeys({
      config: config.passkeys,
      publicUrl: config.publicUrl,
      secret: keys.secret,
      now,
      log,
    }),
    provider: providerOf(config, { log, now }),
    riskRules: { ...config.risk, listed: subnets(config.risk.listed) },
    presence: new Presence(config.presence.entries),
    underWay: new UnderWay(),
    paces: new BoundedMap(tokens.cacheEntries),
    messagePaces: new BoundedMap(tokens.cacheEntries),
    secret: keys.secret,
    now,
    randomId,
    randomSecret: () => random(32).toString('base64url'),
    log,
  }
  return { parts, keys, broker }
}

/** Our own MQTT alone, or the message service of a TV platform beside it. */
function notifierOf(
  config: Config,
  broker: Notifier,
  outside: Pick<Parts, 'log' | 'now'>,
): Notifier {
  const { notifier, oauth, messages } = config
  if (notifier === 'mqtt' || oauth === null) return broker
  const limits = config.outside
  const service = new SenzaMessages({ oauth, settings: messages, limits, ...outside })
  return bothWays(broker, service, config.mqtt.handOverMs)
}

function catalogueOf(config: Config, outside: Pick<Parts, 'log' | 'now'>): CatalogueSource {
  const { watch, rails } = config
  return watch.catalogueUrl === null
    ? configuredCatalogue(rails)
    : new OperatorCatalogue({
        url: watch.catalogueUrl,
        keepSeconds: watch.catalogueSeconds,
        answerBytes: watch.catalogueBytes,
        limits: config.outside,
        ...outside,
      })
}

function providerOf(config: Config, outside: Pick<Parts, 'log' | 'now'>): OpenIdProvider | null {
  const provider = config.identity.oidc
  return provider === null
    ? null
    : new OpenIdProvider({ provider, limits: config.outside, ...outside })
}

/** What judges the tokens, assertions and proofs of callers. */
function verifiers(
  config: Config,
  keys: KeyRing,
  { log, now, randomId }: Pick<Parts, 'log' | 'now' | 'randomId'>,
): Pick<
  Parts,
  'accessTokens' | 'clientTokens' | 'accountTokens' | 'assertions' | 'proofs' | 'approvals'
> {
  const { clockToleranceSeconds, cacheEntries, usedIds, ...tokens } = config.tokens
  const keysOf = (issuer: { issuer: string; jwksUri: string | null }) =>
    new IssuerKeys({ ...issuer, limits: config.outside, now, log }).get
  return {
    accessTokens: new AccessTokens({
      keys,
      issuer: config.publicUrl,
      ttlSeconds: tokens.accessTtlSeconds,
      cacheEntries,
      now,
      randomId,
    }),
    clientTokens: new ClientTokens({
      keys,
      issuer: config.publicUrl,
      ttlSeconds: tokens.accessTtlSeconds,
      now,
      randomId,
    }),
    accountTokens: new AccountTokens({
      issuers: config.accountIssuers.map((issuer) => ({ ...issuer, keys: keysOf(issuer) })),
      clockToleranceSeconds,
      cacheEntries,
      now,
    }),
    assertions: new DeviceAssertions({
      maxSeconds: tokens.assertionMaxSeconds,
      clockToleranceSeconds,
      usedIds,
      now,
      platforms: config.platforms.map((platform) => ({ ...platform, keys: keysOf(platform) })),
    }),
    proofs: new Proofs({ now, toleranceSeconds: clockToleranceSeconds, cacheEntries, usedIds }),
    approvals: new Approvals({ now, toleranceSeconds: clockToleranceSeconds, usedIds }),
  }
}

/** As the system's, but drawn for many ids at once: each draw costs as much as ten of them. */
function pooledBytes(bytes: number): Buffer {
  if (pool.length < bytes) pool = randomBytes(4096)
  const drawn = Buffer.from(pool.subarray(0, bytes))
  // What has been given away is not kept for whoever may read this memory later.
  pool.fill(0, 0, bytes)
  pool = pool.subarray(bytes)
  return drawn
}

let pool = Buffer.alloc(0)

function systemClock(): number {
  return Math.floor(Date.now() / 1000)
}
